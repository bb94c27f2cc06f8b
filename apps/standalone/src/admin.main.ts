import { adminProcess } from '@yipii/api';
import { findInstallation } from './find-installation';

void adminProcess(findInstallation);
