import { NO_OPTIONS, type ResourceState } from "../../preview/engine/state";
import type { ValueMap } from "../../preview/values/value";

/** A bucket of stack `dev` as the engine holds it once it is registered. */
export const state = (name: string, inputs: ValueMap, more: Partial<ResourceState> = {}): ResourceState => ({
  urn: `urn:pulumi:dev::shop::aws:s3/bucket:Bucket::${name}`,
  type: "aws:s3/bucket:Bucket",
  name,
  parent: "",
  custom: true,
  origin: "registered",
  dependencies: [],
  propertyDependencies: {},
  provider: "",
  options: NO_OPTIONS,
  inputs,
  outputs: {},
  id: "",
  materialised: [],
  ...more,
});
