// Plays the demo once, for all files of tests: node e2e/keep-demo.mjs FOLDER; then MUSTER_DEMO=FOLDER.
import { keepDemo } from './server.mjs';

await keepDemo(process.argv[2]);
