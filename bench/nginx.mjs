// Compares, in one run and in turns, the proxies' nginx with the domain alone and with the original's configuration:
// requests per second and 99th percentile, over TLS with keep-alive, by wrk. All share the machine's cores.
//
//   node --import tsx bench/nginx.mjs [rounds, default 3] [seconds per turn, default 6] [connections, default 64]
//
// Needs nginx with its stream module, openssl and wrk. Exits with 1 where the proxies serve less than 4 times the
// original's requests, or their 99th percentile is worse.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "node:tls";
import { fileURLToPath } from "node:url";

// The project's modules are CommonJS, which reads its templates from beside itself.
const require = createRequire(import.meta.url);
const { AMAZON_LINUX_2023, renderNginx } = require("../components/proxy-fleet/nginx.ts");
const { createAuthority, selfSigned } = require("../tests/nginx/authority.ts");
const { startNames } = require("../tests/nginx/names.ts");
const here = dirname(fileURLToPath(import.meta.url));
const [rounds = 3, seconds = 6, connections = 64] = process.argv.slice(2).map(Number);
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
const HOST = "logs.example.com";
const DOMAIN = "vpc-clo-0123456789.eu-central-1.es.amazonaws.com";
const ANSWER_BYTES = 2048;
const WANTED_RATIO = 4;
const PORTS = { domain: 18443, hop: 18444, ours: 18445, original: 18446 };

const root = mkdtempSync(join(tmpdir(), "bench-nginx-"));
chmodSync(root, 0o711);
const authority = createAuthority(root);
const names = await startNames();
names.addresses.set(DOMAIN, "127.0.0.1");

function directory(name) {
  const path = join(root, name);
  mkdirSync(path);
  return path;
}

function certificateFiles(path, { key, cert }) {
  writeFileSync(join(path, "server.key"), key);
  writeFileSync(join(path, "server.crt"), cert);
  return { certificate: join(path, "server.crt"), certificateKey: join(path, "server.key") };
}

function fill(template, values) {
  const text = readFileSync(join(here, "nginx", `${template}.conf.template`), "utf8");
  return text.replace(/@([a-z_]+)@/g, (_, key) => values[key]);
}

function places(path, port) {
  return {
    pid_file: join(path, "nginx.pid"),
    log_directory: path,
    state_directory: path,
    listen: `127.0.0.1:${port}`,
  };
}

function writeUpstream() {
  const path = directory("domain");
  const { certificate, certificateKey } = certificateFiles(path, authority.issue(HOST, 2, "rsa"));
  const values = { ...places(path, PORTS.domain), certificate, certificate_key: certificateKey };
  writeFileSync(join(path, "nginx.conf"), fill("upstream", { ...values, answer: "x".repeat(ANSWER_BYTES) }));
  return path;
}

function writeOriginal() {
  const path = directory("original");
  const { key, cert } = selfSigned(path, "proxy", "rsa");
  const values = { ...places(path, PORTS.original), certificate: cert, certificate_key: key };
  const upstream = { domain_endpoint: DOMAIN, upstream_port: PORTS.domain, host_name: HOST };
  const resolver = `127.0.0.1:${names.port}`;
  writeFileSync(join(path, "nginx.conf"), fill("original", { ...values, ...upstream, resolver }));
  return path;
}

function writeOurs() {
  const path = directory("ours");
  const { key, cert } = selfSigned(path, "proxy");
  const { stderr = "" } = nginxBuild();
  const modules = /--modules-path=(\S+)/.exec(stderr)?.[1] ?? "";
  const stream = join(modules, "ngx_stream_module.so");
  writeFileSync(join(path, "modules.conf"), existsSync(stream) ? `load_module ${stream};\n` : "");
  const site = {
    hostName: HOST,
    domainEndpoint: DOMAIN,
    dashboards: { kind: "custom-endpoint", hostName: HOST },
    exposure: "internal",
    vpcCidr: "127.0.0.0/8",
  };
  const files = renderNginx(site, {
    ...AMAZON_LINUX_2023,
    user: "www-data",
    pidFile: join(path, "nginx.pid"),
    logDirectory: path,
    stateDirectory: path,
    listen: `127.0.0.1:${PORTS.ours}`,
    hop: `127.0.0.1:${PORTS.hop}`,
    modules: "modules.conf",
    resolver: `127.0.0.1:${names.port}`,
    certificate: cert,
    certificateKey: key,
    trustedCertificates: authority.certificate,
    upstreamPort: PORTS.domain,
  });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

function nginxBuild() {
  const said = execFileSync("sh", ["-c", "nginx -V 2>&1"], { encoding: "utf8", env });
  return { stderr: said };
}

async function listening(port) {
  for (let tries = 0; tries < 100; tries++) {
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false });
    const outcome = await Promise.race([
      once(socket, "secureConnect").then(() => true),
      once(socket, "error").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (outcome) return;
    await pause(50);
  }
  throw new Error(`nothing listens on port \`${port}\``);
}

const running = [];

async function start(path, port) {
  const log = join(path, "start.log");
  const nginx = spawn("nginx", ["-p", path, "-c", "nginx.conf", "-e", log, "-g", "daemon off;"], {
    ...{ stdio: "ignore", env },
  });
  running.push(nginx);
  await listening(port).catch((error) => {
    throw new Error(`${error.message}\n${existsSync(log) ? readFileSync(log, "utf8") : ""}`);
  });
}

async function stopAll() {
  for (const nginx of running.splice(0)) {
    if (nginx.exitCode !== null) continue;
    nginx.kill("SIGTERM");
    await once(nginx, "exit");
  }
  await names.close();
  rmSync(root, { recursive: true, force: true });
}

const MILLISECONDS = { us: 0.001, ms: 1, s: 1000 };

/** What wrk says: requests per second, percentiles in milliseconds, failed requests. */
function parseWrk(said) {
  const percentile = (wanted) => {
    const [, value, unit] = new RegExp(`^\\s+${wanted}%\\s+([\\d.]+)(us|ms|s)$`, "m").exec(said) ?? [];
    return Number(value) * MILLISECONDS[unit];
  };
  const errors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(said);
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(said)?.[1] ?? 0);
  return {
    rate: Number(/^Requests\/sec:\s+([\d.]+)/m.exec(said)?.[1]),
    p50: percentile(50),
    p99: percentile(99),
    failed: refused + (errors?.slice(1).reduce((sum, count) => sum + Number(count), 0) ?? 0),
  };
}

/** Runs beside the name server of this process, which answers meanwhile. */
async function load(port, duration) {
  const args = ["-t2", `-c${connections}`, `-d${duration}s`, "--latency", "-H", `Host: ${HOST}`];
  const wrk = spawn("wrk", [...args, `https://127.0.0.1:${port}/_dashboards/`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  wrk.stdout.on("data", (chunk) => {
    said += chunk;
  });
  await once(wrk, "close");
  return parseWrk(said);
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function measure() {
  const subjects = [
    { name: "domain alone", port: PORTS.domain, turns: [] },
    { name: "this proxy", port: PORTS.ours, turns: [] },
    { name: "the original", port: PORTS.original, turns: [] },
  ];
  for (const { port } of subjects) await load(port, 1);
  for (let round = 0; round < rounds; round++) {
    for (const { port, turns } of subjects) turns.push(await load(port, seconds));
  }
  return subjects.map(({ name, turns }) => ({
    name,
    rate: median(turns.map(({ rate }) => rate)),
    p50: median(turns.map(({ p50 }) => p50)),
    p99: median(turns.map(({ p99 }) => p99)),
    failed: turns.reduce((sum, { failed }) => sum + failed, 0),
  }));
}

try {
  await start(writeUpstream(), PORTS.domain);
  await start(writeOurs(), PORTS.ours);
  await start(writeOriginal(), PORTS.original);
  const [alone, ours, original] = await measure();
  console.log(
    `medians of ${rounds} turns of ${seconds} s, ${connections} connections, ${ANSWER_BYTES} bytes`,
  );
  for (const { name, rate, p50, p99, failed } of [alone, ours, original]) {
    console.log(
      `${name.padEnd(14)}${rate.toFixed(0).padStart(8)} requests/s   p50 ${p50.toFixed(2).padStart(8)} ms   ` +
        `p99 ${p99.toFixed(2).padStart(8)} ms   failed ${failed}`,
    );
  }
  const ratio = ours.rate / original.rate;
  console.log(
    `${ratio.toFixed(1)} times the original's requests, p99 ${(original.p99 / ours.p99).toFixed(1)} times as short, ` +
      `${((100 * ours.rate) / alone.rate).toFixed(0)} % of the domain alone`,
  );
  if (ratio < WANTED_RATIO || ours.p99 > original.p99 || ours.failed > 0) process.exitCode = 1;
} finally {
  await stopAll();
}
