/** The engine's events as `--event-log` writes them (`sdk/go/common/apitype/events.go`), as far as tests read them. */
export interface EngineEvent {
  readonly policyEvent?: PolicyEvent;
  readonly resourcePreEvent?: { readonly metadata: Step };
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string; readonly urn?: string };
  readonly summaryEvent?: { readonly resourceChanges: { readonly [operation: string]: number } };
}

export interface PolicyEvent {
  readonly resourceUrn?: string;
  readonly message: string;
  readonly policyName: string;
  readonly policyPackName: string;
  readonly enforcementLevel: string;
}

export interface Step {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
}

type Events = readonly EngineEvent[];

/** What policies say. */
export const findings = (events: Events): readonly PolicyEvent[] =>
  events.flatMap(({ policyEvent }) => (policyEvent === undefined ? [] : [policyEvent]));

/** What policies say that lets nothing pass. */
export const mandatory = (events: Events): readonly PolicyEvent[] =>
  findings(events).filter(({ enforcementLevel }) => enforcementLevel === "mandatory");

/** How many resources an update creates, updates, replaces, deletes and leaves. */
export const changes = (events: Events): { readonly [operation: string]: number } =>
  events.flatMap(({ summaryEvent }) =>
    summaryEvent === undefined ? [] : [summaryEvent.resourceChanges],
  )[0] ?? {};

/** Names of the resources on which a step of this kind is taken, in order of the alphabet. */
export const stepped = (events: Events, op: string): readonly string[] =>
  events
    .flatMap(({ resourcePreEvent }) => (resourcePreEvent === undefined ? [] : [resourcePreEvent.metadata]))
    .filter((step) => step.op === op)
    .map(({ urn }) => urn.split("::").slice(3).join("::"))
    .sort();
