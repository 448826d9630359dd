import { join } from "node:path";
import { project } from "../../preview/run";
import { ROOT } from "../checkout";
import type { CloudResource } from "../provider/cloud";
import type { Explanation } from "./explanations";

/** A program that the real engine and the preview both get. */
export interface Program {
  /** Also the name of its recording. */
  readonly name: string;
  readonly folder: string;
  readonly stack: string;
  /** What it is there for. */
  readonly covers: string;
  /** Rows of the table in `docs/preview.md` that its differences rest on, all of them. */
  readonly explained: readonly Explanation[];
  /** Further ones where the preview has stand-ins for values that AWS will choose. */
  readonly explainedWithStandIns?: readonly Explanation[];
  /** What the account holds already. */
  readonly existing?: readonly CloudResource[];
  /** Stacks that it refers to, with their outputs. */
  readonly references?: { readonly [stack: string]: { readonly [output: string]: string } };
}

const here = (name: string): string => join(__dirname, "../programs", name);

/** This project's own program, whose remote component has children that only its own provider knows. */
export const THIS_PROGRAM: readonly Program[] = ["dev", "prod"].map((stack) => ({
  name: `centralized-logging-${stack}`,
  folder: ROOT,
  stack,
  covers: `this project's program, stack \`${stack}\``,
  explained: ["default value", "chosen name", "remote component"],
}));

const EXISTING_BUCKET: CloudResource = {
  type: "aws:s3/bucket:Bucket",
  id: "bucket-that-exists",
  urn: "",
  inputs: { bucket: "bucket-that-exists" },
  outputs: {
    id: "bucket-that-exists",
    bucket: "bucket-that-exists",
    arn: "arn:aws:s3:::bucket-that-exists",
  },
};

interface Described extends Omit<Program, "name" | "folder" | "stack"> {
  /** Where the program is. @default the preview's own fixtures */
  readonly folder?: string;
}

const small = (name: string, { folder = project(name), ...rest }: Described): Program => ({
  name,
  folder,
  stack: "dev",
  ...rest,
});

/** Small programs, each about one thing that engines do. */
export const SMALL_PROGRAMS: readonly Program[] = [
  small("aliases", {
    folder: here("aliases"),
    covers: "aliases, of resources and of components",
    explained: ["default value"],
  }),
  small("assets", { covers: "assets and archives, secret ones too", explained: ["chosen name"] }),
  small("buckets", {
    covers: "plain resources, and stack outputs made of theirs",
    explained: ["default value"],
  }),
  small("configuration", { covers: "configuration of every type, declared and not", explained: [] }),
  small("dynamic-provider", { covers: "a dynamic provider", explained: ["default value"] }),
  small("hundreds", {
    folder: here("hundreds"),
    covers: "hundreds of resources in components",
    explained: ["chosen name"],
  }),
  small("late-lookups", {
    covers: "lookups of what does not exist yet",
    explained: ["default value"],
    explainedWithStandIns: ["lookup of something new"],
  }),
  small("nested-remote", {
    folder: here("nested-remote"),
    covers: "remote components in components, with providers and transforms",
    explained: ["default value", "remote component"],
  }),
  small("odd-names", {
    folder: here("odd-names"),
    covers: "names with separators, spaces and accents",
    explained: ["default value", "chosen name"],
  }),
  small("options", { covers: "`dependsOn`, protection, and other options", explained: ["default value"] }),
  small("reads", {
    covers: "what exists already",
    existing: [EXISTING_BUCKET],
    explained: ["what exists already"],
  }),
  small("remote", {
    covers: "a remote component with its provider's defaults",
    explained: ["default value", "chosen name", "remote component"],
  }),
  small("stack-reference", {
    covers: "references to other stacks",
    references: { network: { vpcId: "vpc-0123456789abcdef0" } },
    explained: ["default value", "chosen name", "stack reference"],
  }),
  small("transforms", {
    covers: "transforms and transformations",
    explained: ["default value", "chosen name", "remote component"],
  }),
  small("tree", {
    covers: "components, explicit providers, secrets and unknowns",
    explained: ["default value", "chosen name"],
  }),
  small("values", {
    covers: "values on their way: nulls, holes, lists, documents, nested secrets",
    explained: ["default value"],
  }),
];
