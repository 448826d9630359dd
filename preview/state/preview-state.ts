import type { PreviewArguments } from "../arguments";
import type { Console } from "../console";
import { Deadline } from "../deadline";
import type { ResourceState } from "../engine/state";
import type { Plan } from "../plan";
import { Judgement } from "../policy/judgement";
import type { ProviderOf } from "../policy/requests";
import { preparePacks, startPacks, toPlanPacks } from "../policy/start";
import type { Children } from "../process/children";
import { count } from "../render/layout";
import { report } from "../report";
import type { Secrets } from "../secrets";
import { isProviderType, splitProviderReference } from "../urn";
import { readStackState } from "./stack-state";

/**
 * Has the resources of a stack that exists judged by the policy packs, as its exported state has them: no program runs,
 * and nothing is unknown but secrets that stay closed. Resources come in the state's order, which is that of their
 * creation; what somebody else owns is shown and not judged, as in a preview.
 * @param path the state, as `pulumi stack export` writes it
 * @throws PreviewFailure if the state cannot be read, a pack fails, or time is up
 */
export async function previewState(
  args: PreviewArguments,
  path: string,
  children: Children,
  console: Console,
  secrets: Secrets,
): Promise<Plan> {
  const started = performance.now();
  const deadline = new Deadline(args.timeoutSeconds);
  const state = await readStackState(path, args.stack, process.env);
  for (const notice of state.notices) console.notice(notice);
  for (const { inputs, outputs } of state.resources) {
    secrets.collect(inputs);
    secrets.collect(outputs);
  }
  const packs = startPacks({
    packs: preparePacks(args.packs),
    children,
    configuration: undefined,
    stack: state.stack,
    project: state.project,
    organization: args.organization,
    print: (line) => console.line(line),
    log: (message) => console.logged(message),
  });
  try {
    // What exists is judged as it is: a remediation would only be made by the next update.
    const asIs = packs.ready.then((ready) => ready.map((pack) => ({ ...pack, remediates: false })));
    const judgement = new Judgement(asIs, providerIn(state.resources));
    console.activity(`judging ${count(state.resources.length, "resource")}`);
    for (const resource of state.resources) if (resource.origin !== "read") void judgement.submit(resource);
    const findings = await deadline.limit(
      Promise.race([judgement.conclude(state.resources), judgement.failed]),
      () => packs.stuck() ?? judgement.stuck() ?? "the policy packs did not answer",
    );
    for (const line of packs.complaints()) console.line(line);
    return report({
      project: state.project,
      stack: state.stack,
      source: "state",
      policyPacks: toPlanPacks(await packs.ready),
      states: state.resources,
      findings: findings.map((finding) => ({ ...finding, message: secrets.mask(finding.message) })),
      durationMs: Math.round(performance.now() - started),
    });
  } finally {
    packs.close();
  }
}

/** Finds the providers of resources among them. */
function providerIn(resources: readonly ResourceState[]): ProviderOf {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return ({ type, custom, provider }) =>
    isProviderType(type) || !custom ? undefined : byUrn.get(splitProviderReference(provider).urn);
}
