import { runPlacesThread } from './places/places-thread';

void runPlacesThread();
