import { messagingContract, postgresLogFixture } from '@yipii/testing';

messagingContract('the PostgreSQL log', postgresLogFixture);
