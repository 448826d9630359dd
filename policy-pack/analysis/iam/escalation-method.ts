import { type Capability, regional } from "./capabilities";

/**
 * Ways to gain permissions that were not granted. The facts (which actions together suffice, and what they need) are
 * AWS's own, as collected by Datadog's pathfinding.cloud (Apache-2.0, https://pathfinding.cloud) where a row names one of
 * its paths, and from AWS's API references otherwise.
 */
export interface Method {
  /** The name in messages and settings: `put-role-policy`. */
  readonly id: string;
  /** What it takes, all of it. */
  readonly steps: readonly Step[];
  /** The service principal that must be handed a role (`iam:PassRole` on all roles); none where no role is passed. */
  readonly passedTo?: string;
  /** What its holder gains, as a clause. */
  readonly gives: string;
  /** Where it is documented. */
  readonly source: string;
}

/** An action that is needed on all resources of a kind, on some one resource, or on whatever its holder makes. */
export type Step =
  | (Capability & {
      readonly on: "all";
      /** `all roles`. */
      readonly reach: string;
      /** Whether its holder gains as much where the one resource is the holder itself. */
      readonly alsoOwn: boolean;
    })
  | {
      readonly on: "some";
      readonly action: string;
      /** ARN patterns of the resource that is needed; the kinds of the action table where absent. */
      readonly kinds?: readonly string[];
    }
  | {
      /** On all names that one pattern with a wildcard takes in, the same for each such step of a method. */
      readonly on: "made";
      readonly action: string;
      readonly type: "role" | "user";
    };

/** On all resources of a regional kind, given as `service:type/name`; `reach` is how messages call them. */
export const onAll = (action: string, kind: string, reach: string): Step => ({
  ...regional(action, kind),
  on: "all",
  reach,
  alsoOwn: false,
});

/** On some resource. */
export const onSome = (action: string, ...kinds: readonly string[]): Step =>
  kinds.length === 0 ? { on: "some", action } : { on: "some", action, kinds };

/** On identities of the holder's own making. */
export const onMade = (action: string, type: "role" | "user"): Step => ({ on: "made", action, type });

/** The address of a path of pathfinding.cloud (`iam-005`), or of a page of AWS's documentation. */
export const sourceOf = (page: string): string =>
  /^[a-z0-9]+-[0-9]{3}$/.test(page)
    ? `https://pathfinding.cloud/paths/${page}`
    : `https://docs.aws.amazon.com/${page}.html`;
