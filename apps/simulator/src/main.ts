import { runSimulator } from './run-simulator';

void runSimulator(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
