import 'reflect-metadata';
import { runMember, type MemberOptions } from './kafka-member';

runMember(JSON.parse(process.argv[2] ?? '') as MemberOptions);
