import { channelBrokerContract } from './channel-broker.contract';
import { MemoryChannelBroker } from './channel-broker.memory';

const broker = new MemoryChannelBroker();

channelBrokerContract('memory', { open: () => broker, placeIn: () => Promise.resolve(broker.place()) });
