import { matches } from "../analysis/patterns";

/** Types of resources that can make others of AWS where no policy sees them. */
interface OpaqueType {
  /** The type token; `*` and `?` are wildcards. */
  readonly pattern: string;
  /** What such a resource does, after its name. */
  readonly does: string;
  /** What to write instead. */
  readonly instead: string;
}

const DEPLOYER = "with the credentials of whoever deploys";

/**
 * What acts with credentials that the stack does not declare. A function, a build or an automation acts with a role,
 * which is judged where it is declared, so that these are none.
 */
const OPAQUE_TYPES: readonly OpaqueType[] = [
  {
    pattern: "command:local:Command",
    does: `runs a command ${DEPLOYER}`,
    instead: "declare what it makes as resources",
  },
  {
    pattern: "command:remote:Command",
    does: "runs a command with the credentials of another machine",
    instead: "declare what it makes as resources",
  },
  {
    pattern: "pulumi-*:dynamic:Resource",
    does: `runs code of the program ${DEPLOYER}`,
    instead: "declare what it makes as resources",
  },
  {
    pattern: "pulumi-*:dynamic/*:*",
    does: `runs code of the program ${DEPLOYER}`,
    instead: "declare what it makes as resources",
  },
  {
    pattern: "*:index:Module",
    does: "runs a Terraform module, whose resources the engine does not hand over",
    instead: "declare its resources in the program, or use a Pulumi component",
  },
  {
    pattern: "aws:serverlessrepository/cloudFormationStack:CloudFormationStack",
    does: "deploys an application from elsewhere",
    instead: "deploy its template as the `templateBody` of a stack",
  },
  {
    pattern: "aws:servicecatalog/provisionedProduct:ProvisionedProduct",
    does: "deploys a product of a catalogue",
    instead: "judge the product's template where it is published",
  },
  {
    pattern: "aws-native:servicecatalog:CloudFormationProvisionedProduct",
    does: "deploys a product of a catalogue",
    instead: "judge the product's template where it is published",
  },
  {
    pattern: "kubernetes:*.services.k8s.aws/*:*",
    does: "has a controller in a cluster make a resource of AWS",
    instead: "declare the resource in the program",
  },
  ...["aws.upbound.io", "aws.m.upbound.io", "aws.crossplane.io"].map((group) => ({
    pattern: `kubernetes:*.${group}/*:*`,
    does: "has Crossplane make a resource of AWS",
    instead: "declare the resource in the program",
  })),
];

/** What was found for each type: a stack has thousands of resources of some dozens of types. */
const found = new Map<string, OpaqueType | undefined>();

/** What a type of resource does where no policy sees it; undefined for those that are what they say. */
export function opaqueTypeOf(type: string): OpaqueType | undefined {
  if (!found.has(type))
    found.set(
      type,
      OPAQUE_TYPES.find(({ pattern }) => matches(pattern, type)),
    );
  return found.get(type);
}

/** Whether the resource hands properties to a function, which makes what CloudFormation has no type for. */
export const isCustomResource = (type: string): boolean =>
  type === "aws-native:cloudformation:CustomResourceEmulator";
