import { isDeepStrictEqual } from "node:util";
import { replacementOf } from "../../../preview/compare/force-new";
import { some, Unknown, type ValueMap } from "../../../preview/values/value";
import { filledIn, withoutInternals } from "./check";

/** Inputs of types that only the programs here use, which cannot be changed in place (`ForceNew` in the provider's schema). */
const FORCE_NEW_HERE: { readonly [type: string]: readonly string[] | undefined } = {
  "aws:ec2/eip:Eip": ["domain"],
  "aws:ec2/internetGateway:InternetGateway": [],
  "aws:ec2/natGateway:NatGateway": ["allocationId", "subnetId"],
  "aws:ec2/route:Route": ["destinationCidrBlock", "routeTableId"],
  "aws:ec2/routeTable:RouteTable": ["vpcId"],
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ["subnetId"],
  "aws:ec2/subnet:Subnet": ["availabilityZone", "cidrBlock", "vpcId"],
  "aws:ec2/vpc:Vpc": ["cidrBlock"],
};

export interface Difference {
  /** Inputs that differ, by name. */
  readonly changed: readonly string[];
  /** Those that cannot be changed in place. */
  readonly replaces: readonly string[];
  /** Whether the old one has to go first, since its name is taken as long as it is there. */
  readonly deleteBeforeReplace: boolean;
}

/**
 * What `Diff` of a bridged provider says of old and new inputs. An input that is unknown until the update is taken to
 * change. A replacement of a resource whose name the program chose, and keeps, deletes first
 * (`nameRequiresDeleteBeforeReplace` of pulumi-terraform-bridge).
 */
export function differenceOf(
  type: string,
  olds: ValueMap,
  news: ValueMap,
  name: string | undefined,
): Difference {
  const before = withoutInternals(olds);
  const after = withoutInternals(news);
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => isUnknown(after, key) || !isDeepStrictEqual(before[key], after[key]))
    .sort();
  const known = FORCE_NEW_HERE[type];
  const inputs = changed.map((key) => ({ name: key, appears: !(key in before) || !(key in after) }));
  const replacement = replacementOf(type, inputs);
  const replaces =
    known === undefined
      ? replacement.kind === "yes"
        ? replacement.because
        : []
      : changed.filter((key) => known.includes(key));
  const chosen = name !== undefined && name in after && !filledIn(news).includes(name);
  return { changed, replaces, deleteBeforeReplace: replaces.length > 0 && chosen };
}

const isUnknown = (inputs: ValueMap, key: string): boolean =>
  some(inputs[key] ?? null, (part) => part instanceof Unknown);
