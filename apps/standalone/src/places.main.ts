import { runPlacesThread } from '@yipii/api';

void runPlacesThread();
