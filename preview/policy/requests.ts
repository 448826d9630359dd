import {
  AnalyzeRequest,
  AnalyzerPropertyDependencies,
  AnalyzerProviderResource,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import type { ResourceState } from "../engine/state";
import { encodeStruct, FOR_PACK, withoutInternalKeys } from "../values/codec";
import type { ValueMap } from "../values/value";

/** Finds the provider of a resource; `undefined` for components and providers. */
export type ProviderOf = (state: ResourceState) => ResourceState | undefined;

const properties = (map: ValueMap) => encodeStruct(withoutInternalKeys(map), FOR_PACK);

/** What the engine sends to have one resource analysed: its checked inputs. */
export function analyzeRequest(state: ResourceState, providerOf: ProviderOf): AnalyzeRequest {
  const request = resourceRequest(state, providerOf);
  request.setProperties(properties(state.inputs));
  return request;
}

/** What the engine sends to have one resource remediated; here even its internal keys are included. */
export function remediateRequest(state: ResourceState, providerOf: ProviderOf): AnalyzeRequest {
  const request = resourceRequest(state, providerOf);
  request.setProperties(encodeStruct(state.inputs, FOR_PACK));
  return request;
}

function resourceRequest(state: ResourceState, providerOf: ProviderOf): AnalyzeRequest {
  const request = new AnalyzeRequest();
  request.setUrn(state.urn);
  request.setType(state.type);
  request.setName(state.name);
  request.setOptions(options(state));
  request.setProvider(provider(providerOf(state)));
  return request;
}

/** What the engine sends at the end: every resource with its outputs and its place in the graph. */
export function analyzeStackRequest(
  states: readonly ResourceState[],
  providerOf: ProviderOf,
): AnalyzeStackRequest {
  const request = new AnalyzeStackRequest();
  request.setResourcesList(
    states.map((state) => {
      const resource = new AnalyzerResource();
      resource.setUrn(state.urn);
      resource.setType(state.type);
      resource.setName(state.name);
      resource.setProperties(properties(state.outputs));
      resource.setOptions(options(state));
      resource.setProvider(provider(providerOf(state)));
      resource.setParent(state.parent);
      resource.setDependenciesList([...state.dependencies]);
      for (const [property, urns] of Object.entries(state.propertyDependencies)) {
        if (urns.length === 0) continue;
        const dependencies = new AnalyzerPropertyDependencies();
        dependencies.setUrnsList([...urns]);
        resource.getPropertydependenciesMap().set(property, dependencies);
      }
      return resource;
    }),
  );
  return request;
}

function options({ options: given, parent }: ResourceState): AnalyzerResourceOptions {
  const timeouts = new AnalyzerResourceOptions.CustomTimeouts();
  timeouts.setCreate(given.customTimeouts.create);
  timeouts.setUpdate(given.customTimeouts.update);
  timeouts.setDelete(given.customTimeouts.delete);
  const wire = new AnalyzerResourceOptions();
  wire.setProtect(given.protect ?? false);
  wire.setIgnorechangesList([...given.ignoreChanges]);
  wire.setDeletebeforereplace(given.deleteBeforeReplace ?? false);
  wire.setDeletebeforereplacedefined(given.deleteBeforeReplace !== undefined);
  wire.setAdditionalsecretoutputsList([...given.additionalSecretOutputs]);
  // Aliases are those that matched an older state; a new stack has none.
  wire.setAliasesList([]);
  wire.setCustomtimeouts(timeouts);
  wire.setParent(parent);
  return wire;
}

function provider(state: ResourceState | undefined): AnalyzerProviderResource | undefined {
  if (state === undefined) return undefined;
  const wire = new AnalyzerProviderResource();
  wire.setUrn(state.urn);
  wire.setType(state.type);
  wire.setName(state.name);
  wire.setProperties(properties(state.inputs));
  return wire;
}
