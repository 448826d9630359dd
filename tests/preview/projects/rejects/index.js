const timers = require("node:timers/promises");

async function load() {
  await timers.setImmediate();
  throw new Error("the catalogue is not readable");
}

load();
