import { FakeClock } from '@yipii/testing';
import { MemoryChannelBroker } from '../broker/channel-broker.memory';
import { channelDirectoryContract } from './channel-directory.contract';
import { MemoryChannelDirectory } from './channel-directory.memory';

const clock = new FakeClock();
const broker = new MemoryChannelBroker();
const directory = new MemoryChannelDirectory(broker, () => clock.now());

channelDirectoryContract('memory', {
  open: () => ({ broker, directory }),
  pass: (ms) => clock.advance(ms),
});
