/** What this view asks of the API. */

import type {
  EvidenceAnswer,
  Flow,
  GroupScope,
  Question,
  SecurityGroup,
  SecurityGroupPage,
} from "../../../console-api/contract";
import { allPages, problemsOf } from "../data/all-pages";
import { type Api, ApiFailure } from "../data/api";
import { poll } from "../data/polling";

const PEER = "peer { kind id name }";
const PROBLEMS = "problems { part reason message }";

const MATRIX = "query TrafficMatrix { trafficMatrix { id from to protocol port why } }";

const GROUPS = `query SecurityGroups($scope: GroupScope!, $after: String) {
  securityGroups(scope: $scope, first: 100, after: $after) {
    groups {
      id name component description interfaces
      rules { id direction traffic ${PEER} description flowId }
      drift { kind direction ruleId flowId declared live difference sentence }
    }
    total next flowLogDays ${PROBLEMS} asOf
  }
}`;

const START = "mutation StartEvidence($days: Int!) { startEvidence(days: $days) { id } }";

const EVIDENCE = `query Evidence($id: ID!, $after: String) {
  evidence(id: $id, first: 500, after: $after) {
    state failure days
    coverage { from to historyFrom records unresolved truncated }
    rules {
      groupId groupName component ruleId flowId direction traffic ${PEER} verdict why
      seen { connections bytes lastSeen traffic peers peerCount }
      narrower { kind file text }
    }
    total next ${PROBLEMS}
  }
}`;

/** How far the pages of an answer have been read. */
export interface Progress {
  readonly read: number;
  readonly total: number;
}

/** The traffic matrix as it was deployed. */
export async function askMatrix(api: Api, signal: AbortSignal): Promise<readonly Flow[]> {
  const { trafficMatrix } = await api.ask<{ readonly trafficMatrix: readonly Flow[] }>(MATRIX, {}, signal);
  return trafficMatrix;
}

/** Every group of a scope. */
export interface Groups extends Pick<SecurityGroupPage, "groups" | "flowLogDays" | "problems" | "asOf"> {
  /** Ids of groups whose rules could not be read: they seem to have neither rules nor drift. */
  readonly unread: ReadonlySet<string>;
}

/** Groups of a page whose rules could not be read. */
const unreadOf = ({ groups, problems }: Pick<SecurityGroupPage, "groups" | "problems">): readonly string[] =>
  problems.some(({ part }) => part === "rules and drift") ? groups.map(({ id }) => id) : [];

/** Reads all pages of the groups in `scope`. */
export async function askGroups(
  api: Api,
  scope: GroupScope,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Groups> {
  const pages = await allPages(
    async (after) => {
      const variables = { scope, after };
      return (await api.ask<{ readonly securityGroups: SecurityGroupPage }>(GROUPS, variables, signal))
        .securityGroups;
    },
    (read) => onProgress({ read: read.flatMap(({ groups }) => groups).length, total: read[0]?.total ?? 0 }),
  );
  // A group may move to another page while pages are read.
  const byId = new Map<string, SecurityGroup>();
  for (const group of pages.flatMap(({ groups }) => groups)) byId.set(group.id, group);
  const { flowLogDays = null, asOf = "" } = pages.at(-1) ?? {};
  return {
    groups: [...byId.values()],
    flowLogDays,
    problems: problemsOf(pages),
    asOf,
    unread: new Set(pages.flatMap(unreadOf)),
  };
}

/** Starts the question what used the rules in the last `days` days; gives its id. */
export async function startEvidence(api: Api, days: number): Promise<string> {
  return (await api.ask<{ readonly startEvidence: Question }>(START, { days })).startEvidence.id;
}

/** The answer of a question, all pages of it. */
export interface Evidence extends Omit<EvidenceAnswer, "next"> {}

/** Where a question stands until its answer is whole. */
export type EvidenceProgress =
  | { readonly step: "asking"; readonly tries: number; readonly days: number }
  | ({ readonly step: "reading" } & Progress);

/** A failure that another try may mend: the connection, not a refusal. */
export const isPassing = (error: unknown): boolean => error instanceof ApiFailure && error.kind === "network";

/** Waits for the answer to question `id` and reads all of its pages. */
export async function askEvidence(
  api: Api,
  id: string,
  signal: AbortSignal,
  onProgress: (progress: EvidenceProgress) => void,
): Promise<Evidence> {
  const ask = async (after: string | null): Promise<EvidenceAnswer> =>
    (await api.ask<{ readonly evidence: EvidenceAnswer }>(EVIDENCE, { id, after }, signal)).evidence;
  const first = await poll({
    ask: () => ask(null),
    isOver: ({ state }) => state !== "RUNNING",
    isPassing,
    onValue: ({ days }, tries) => onProgress({ step: "asking", tries, days }),
    signal,
  });
  if (first.state !== "READY") return first;
  const pages = await allPages(
    ask,
    (read) =>
      onProgress({ step: "reading", read: read.flatMap(({ rules }) => rules).length, total: first.total }),
    first,
  );
  return { ...first, rules: pages.flatMap(({ rules }) => rules), problems: problemsOf(pages) };
}
