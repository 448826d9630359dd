/** The components of the deployment and their state. Each is asked by itself: one that fails leaves the others alone. */

import type { Alarm, Component } from "../contract";
import type { Deployment } from "../deployment";
import { Problems } from "../failures";
import { fleetGroup } from "../patching";
import type { Resolver, Resolvers, Surroundings } from "../surroundings";
import { alarmsOn } from "./alarms";
import { domain, endpoints, healthOf, loadBalancer, proxy, type Standing } from "./components";
import { logs } from "./logs";

const NAMES = {
  "load-balancer": "Load balancer",
  proxy: "Proxy fleet",
  domain: "OpenSearch domain",
  endpoints: "Interface endpoints",
  console: "Web console",
  identity: "Sign-in",
  logs: "Logs and evidence",
} as const;

type ComponentId = keyof typeof NAMES;

const UNTOLD: Standing = { state: "UNKNOWN", detail: "Its state could not be read.", facts: [] };

const fixed = (detail: string): Standing => ({ state: "OK", detail, facts: [] });

/** Who asks was admitted with a token of the user pool, and is answered by the function. */
const CONSOLE = fixed("It answers: this page came through it.");
const IDENTITY = fixed("It signs people in: your own token is one of its.");

/** Whether the matrix has the endpoints' group. */
const hasEndpoints = ({ matrix }: Deployment): boolean =>
  matrix.some(({ from, to }) =>
    [from, to].some((party) => party.kind === "group" && party.name === "endpoints"),
  );

/** An alarm that is on is worth a look where everything else seems well. */
function withAlarms(id: ComponentId, standing: Standing, alarms: readonly Alarm[]): Component {
  const own = alarms.filter(({ component }) => component === id);
  const [first] = own;
  const component = { id, name: NAMES[id], ...standing };
  if (first === undefined || (standing.state !== "OK" && standing.state !== "UNKNOWN")) return component;
  const more = own.length > 1 ? ` (and ${own.length - 1} more)` : "";
  return { ...component, state: "ATTENTION", detail: `An alarm is on: ${first.description}${more}.` };
}

async function standings(
  around: Surroundings,
  problems: Problems,
): Promise<readonly (readonly [ComponentId, Standing])[]> {
  const asked = (part: string, ask: () => Promise<Standing>): Promise<Standing> =>
    problems.part(part, UNTOLD, ask);
  // Two components need it; the one that fails is told once.
  const health = problems.part("health of the proxies", undefined, () => healthOf(around));
  const all: readonly (readonly [ComponentId, Standing | Promise<Standing>])[] = [
    ["load-balancer", asked("load balancer", async () => loadBalancer(around, await health))],
    ["proxy", asked("proxy fleet", async () => proxy(await fleetGroup(around), await health))],
    ["domain", asked("domain", () => domain(around))],
    ...(hasEndpoints(around.deployment)
      ? [["endpoints", asked("endpoints", () => endpoints(around))] as const]
      : []),
    ["console", CONSOLE],
    ["identity", IDENTITY],
    ["logs", asked("logs", () => logs(around))],
  ];
  return Promise.all(all.map(async ([id, standing]) => [id, await standing] as const));
}

const overview: Resolver<"overview"> = async (_given, around) => {
  const { deployment, now } = around;
  const problems = new Problems();
  const asOf = now().toISOString();
  const [found, alarms] = await Promise.all([
    standings(around, problems),
    problems.part("alarms", [], () => alarmsOn(around)),
  ]);
  return {
    stack: deployment.stack,
    region: deployment.region,
    components: found.map(([id, standing]) => withAlarms(id, standing, alarms)),
    alarms,
    problems: problems.found,
    asOf,
  };
};

export const overviewResolvers = { overview } satisfies Resolvers<"overview">;
