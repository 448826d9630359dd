const { spawn } = require("node:child_process");

// A child of the program must not outlive it either.
spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
for (let turns = 0; ; turns++) if (turns < 0) break;
