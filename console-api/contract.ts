/** Types of the console's API, written by scripts/contract.mjs from schema.graphql, where each is explained. */

export interface Problem {
  readonly part: string;
  readonly reason: ProblemReason;
  readonly message: string;
}

export type ProblemReason = "NO_PERMISSION" | "NOT_FOUND" | "THROTTLED" | "TIMED_OUT" | "UNAVAILABLE";

export interface Question {
  readonly id: string;
}

export type QuestionState = "RUNNING" | "READY" | "FAILED";

export interface Overview {
  readonly stack: string;
  readonly region: string;
  readonly components: readonly Component[];
  readonly alarms: readonly Alarm[];
  readonly problems: readonly Problem[];
  readonly asOf: string;
}

export interface Component {
  readonly id: string;
  readonly name: string;
  readonly state: ComponentState;
  readonly detail: string;
  readonly facts: readonly Fact[];
}

export type ComponentState = "OK" | "CHANGING" | "ATTENTION" | "FAILED" | "UNKNOWN";

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface Alarm {
  readonly name: string;
  readonly description: string;
  readonly since: string | null;
  readonly component: string | null;
}

export interface Control {
  readonly id: string;
  readonly topic: string;
  readonly control: string;
  readonly owner: string;
  readonly cadence: string;
  readonly evidence: ControlEvidence;
  readonly open: string | null;
}

export interface ControlEvidence {
  readonly kind: string;
  readonly type: string | null;
  readonly name: string | null;
  readonly path: string | null;
}

export interface Flow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port: number;
  readonly why: string;
}

export type GroupScope = "STACK" | "VPC";

export interface SecurityGroupPage {
  readonly groups: readonly SecurityGroup[];
  readonly total: number;
  readonly next: string | null;
  readonly flowLogDays: number | null;
  readonly problems: readonly Problem[];
  readonly asOf: string;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly component: string | null;
  readonly description: string;
  readonly interfaces: number | null;
  readonly rules: readonly LiveRule[];
  readonly drift: readonly Drift[];
}

export type Direction = "INGRESS" | "EGRESS";

export interface LiveRule {
  readonly id: string;
  readonly direction: Direction;
  readonly traffic: string;
  readonly peer: Peer;
  readonly description: string | null;
  readonly flowId: string | null;
}

export interface Peer {
  readonly kind: PeerKind;
  readonly id: string;
  readonly name: string;
}

export type PeerKind = "ADDRESSES" | "PREFIX_LIST" | "SECURITY_GROUP";

export interface Drift {
  readonly kind: DriftKind;
  readonly direction: Direction;
  readonly ruleId: string | null;
  readonly flowId: string | null;
  readonly declared: string | null;
  readonly live: string | null;
  readonly difference: string;
  readonly sentence: string;
}

export type DriftKind = "ADDED" | "REMOVED" | "WIDENED" | "NARROWED";

export interface EvidenceAnswer {
  readonly state: QuestionState;
  readonly failure: string | null;
  readonly days: number;
  readonly coverage: Coverage | null;
  readonly rules: readonly RuleEvidence[];
  readonly total: number;
  readonly next: string | null;
  readonly problems: readonly Problem[];
}

export interface Coverage {
  readonly from: string;
  readonly to: string;
  readonly historyFrom: string | null;
  readonly records: number;
  readonly unresolved: number;
  readonly truncated: boolean;
}

export interface RuleEvidence {
  readonly groupId: string;
  readonly groupName: string;
  readonly component: string | null;
  readonly ruleId: string;
  readonly flowId: string | null;
  readonly direction: Direction;
  readonly traffic: string;
  readonly peer: Peer;
  readonly verdict: Verdict;
  readonly why: string;
  readonly seen: SeenTraffic | null;
  readonly narrower: Narrower | null;
}

export type Verdict = "USED" | "WIDER" | "UNUSED" | "UNDECIDED";

export interface SeenTraffic {
  readonly connections: number;
  readonly bytes: number;
  readonly lastSeen: string;
  readonly traffic: string;
  readonly peers: readonly string[];
  readonly peerCount: number;
}

export interface Narrower {
  readonly kind: NarrowerKind;
  readonly file: string;
  readonly text: string;
}

export type NarrowerKind = "CONFIGURATION" | "CODE";

export interface Patching {
  readonly operation: PatchOperation;
  readonly instances: readonly PatchedInstance[];
  readonly nextWindow: string | null;
  readonly nextScan: string;
  readonly running: readonly PatchRun[];
  readonly scan: Permission;
  readonly install: Permission;
  readonly problems: readonly Problem[];
  readonly asOf: string;
}

export type PatchOperation = "SCAN" | "INSTALL";

export interface Permission {
  readonly allowed: boolean;
  readonly whyNot: string | null;
}

export interface PatchedInstance {
  readonly instanceId: string;
  readonly zone: string;
  readonly lifecycle: string;
  readonly lastContact: string | null;
  readonly state: PatchState;
  readonly missing: number;
  readonly failed: number;
  readonly pendingReboot: number;
  readonly critical: number;
  readonly security: number;
  readonly lastScan: string | null;
  readonly lastInstall: string | null;
}

export type PatchState =
  | "COMPLIANT"
  | "MISSING_PATCHES"
  | "FAILED_PATCHES"
  | "PENDING_REBOOT"
  | "NEVER_SCANNED"
  | "UNKNOWN";

export interface MissingPatchPage {
  readonly patches: readonly MissingPatch[];
  readonly next: string | null;
  readonly problems: readonly Problem[];
}

export interface MissingPatch {
  readonly id: string;
  readonly title: string;
  readonly classification: string;
  readonly severity: string;
  readonly state: string;
}

export interface PatchRun {
  readonly id: string;
  readonly operation: PatchOperation;
  readonly state: RunState;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly steps: readonly RunStep[];
  readonly failure: string | null;
}

export type RunState = "WAITING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";

export interface RunStep {
  readonly name: string;
  readonly state: RunState;
  readonly detail: string | null;
}

export interface RolesReview {
  readonly roles: readonly Role[];
  readonly problems: readonly Problem[];
  readonly asOf: string;
}

export interface Role {
  readonly key: string;
  readonly name: string;
  readonly purpose: string;
  readonly trust: string;
  readonly grants: readonly Grant[];
  readonly drift: readonly string[] | null;
  readonly createdAt: string | null;
}

export interface Grant {
  readonly sentence: string;
  readonly reason: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly string[];
}

export interface RoleUsageAnswer {
  readonly state: QuestionState;
  readonly failure: string | null;
  readonly roles: readonly RoleUsage[];
  readonly note: string;
  readonly problems: readonly Problem[];
}

export interface RoleUsage {
  readonly key: string;
  readonly services: readonly ServiceUsage[];
}

export interface ServiceUsage {
  readonly namespace: string;
  readonly name: string;
  readonly lastUsed: string | null;
  readonly unused: boolean;
}

/** Fields of Query: what each takes and gives. */
export interface QueryFields {
  readonly overview: { readonly arguments: Record<never, never>; readonly answer: Overview };
  readonly responsibilityRegister: {
    readonly arguments: Record<never, never>;
    readonly answer: readonly Control[];
  };
  readonly trafficMatrix: { readonly arguments: Record<never, never>; readonly answer: readonly Flow[] };
  readonly securityGroups: {
    readonly arguments: {
      readonly scope?: GroupScope | null;
      readonly first?: number | null;
      readonly after?: string | null;
    };
    readonly answer: SecurityGroupPage;
  };
  readonly evidence: {
    readonly arguments: {
      readonly id: string;
      readonly first?: number | null;
      readonly after?: string | null;
    };
    readonly answer: EvidenceAnswer;
  };
  readonly patching: { readonly arguments: Record<never, never>; readonly answer: Patching };
  readonly missingPatches: {
    readonly arguments: {
      readonly instanceId: string;
      readonly first?: number | null;
      readonly after?: string | null;
    };
    readonly answer: MissingPatchPage;
  };
  readonly patchRun: { readonly arguments: { readonly id: string }; readonly answer: PatchRun };
  readonly roles: { readonly arguments: Record<never, never>; readonly answer: RolesReview };
  readonly roleUsage: { readonly arguments: { readonly id: string }; readonly answer: RoleUsageAnswer };
}

/** Fields of Mutation: what each takes and gives. */
export interface MutationFields {
  readonly startEvidence: { readonly arguments: { readonly days: number }; readonly answer: Question };
  readonly startRoleUsage: { readonly arguments: Record<never, never>; readonly answer: Question };
  readonly scanNow: { readonly arguments: Record<never, never>; readonly answer: PatchRun };
  readonly installNow: { readonly arguments: Record<never, never>; readonly answer: PatchRun };
}
