/** Ends the process with one sentence if this Node cannot run the project. Any Node must be able to run this file. */
const { engines } = require('../../package.json');

const required = engines.node.replace('>=', '');
const isTooOld = process.versions.node.localeCompare(required, 'en', { numeric: true }) < 0;
if (isTooOld) {
  console.error(`This project needs Node ${required} or later; this is Node ${process.versions.node}.`);
  process.exit(1);
}
