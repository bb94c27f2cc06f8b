import { groupMembersContract } from '@yipii/testing';
import { MemoryGroupMembers } from './group-members.memory';

const members = new MemoryGroupMembers();

groupMembersContract('memory', () => members);
