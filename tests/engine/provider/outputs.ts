import { materialise } from "../../../preview/materialise/materialise";
import { type Placement, regionOutput } from "../../../preview/materialise/placement";
import { parseUrn } from "../../../preview/urn";
import { isMap, UNKNOWN, type Value, type ValueMap } from "../../../preview/values/value";
import { withoutInternals } from "./check";
import type { DeclaredType } from "./declared-type";

export interface OutputsCall {
  readonly urn: string;
  readonly declared: DeclaredType;
  readonly inputs: ValueMap;
  readonly placement: Placement;
  /** The provider's `defaultTags`. */
  readonly defaultTags: ValueMap;
}

/** What is known before the resource exists: its inputs, its place and its tags. */
function echoed({ urn, declared, inputs, placement, defaultTags }: OutputsCall): ValueMap {
  const own = withoutInternals(inputs);
  const { tags = {} } = own;
  return {
    ...own,
    ...(declared.outputs.has("region") ? regionOutput(parseUrn(urn).type, placement.region) : {}),
    ...(declared.outputs.has("tagsAll") && isMap(tags) ? { tagsAll: { ...defaultTags, ...tags } } : {}),
  };
}

/** The outputs of a resource in a preview: what AWS will choose is unknown, the id included. */
export function plannedOutputs(call: OutputsCall): ValueMap {
  const unknown = [...call.declared.outputs.keys(), "id"].map((name) => [name, UNKNOWN] as const);
  return { ...Object.fromEntries<Value>(unknown), ...echoed(call) };
}

/**
 * What AWS answers once the resource exists: ids, ARNs and the like as the offline preview makes them up, and nothing
 * set elsewhere. A resource that is made once more has another id.
 * @param birth how often a resource of this URN has been made before
 */
export function createdOutputs(
  call: OutputsCall,
  birth: number,
): { readonly id: string; readonly outputs: ValueMap } {
  const { type, name } = parseUrn(call.urn);
  const { id, outputs } = materialise({
    urn: birth === 0 ? call.urn : `${call.urn}#${birth}`,
    type,
    name,
    inputs: call.inputs,
    placement: call.placement,
    custom: true,
  });
  const nothingSet = [...call.declared.outputs].flatMap(([output, empty]) =>
    empty === undefined ? [] : [[output, empty as Value] as const],
  );
  return { id, outputs: { ...Object.fromEntries(nothingSet), ...outputs, ...echoed(call), id } };
}
