import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import { type RegisterResourceRequest, TransformResourceOptions } from "@pulumi/pulumi/proto/resource_pb";
import type { PlanValue } from "../plan";
import type { ResourceOptions } from "./state";

/**
 * Resource options on their way through the engine. They travel as the message that transforms receive, so that every
 * transform sees what the one before it returned.
 */

/** What a child takes over from its parent where it says nothing itself. */
export interface Inherited {
  readonly protect: boolean | undefined;
  readonly retainOnDelete: boolean | undefined;
  readonly deletedWith: string;
}

export function requestOptions(
  request: RegisterResourceRequest,
  inherited: Inherited,
  provider: string,
): TransformResourceOptions {
  const options = new TransformResourceOptions();
  options.setDependsOnList(request.getDependenciesList());
  const protect = request.hasProtect() ? request.getProtect() : inherited.protect;
  if (protect !== undefined) options.setProtect(protect);
  const retain = request.hasRetainondelete() ? request.getRetainondelete() : inherited.retainOnDelete;
  if (retain !== undefined) options.setRetainOnDelete(retain);
  options.setDeletedWith(request.getDeletedwith() || inherited.deletedWith);
  options.setIgnoreChangesList(request.getIgnorechangesList());
  options.setReplaceOnChangesList(request.getReplaceonchangesList());
  options.setVersion(request.getVersion());
  options.setAliasesList(request.getAliasesList());
  options.setProvider(provider);
  for (const [name, reference] of request.getProvidersMap().entries()) {
    options.getProvidersMap().set(name, reference);
  }
  options.setHideDiffList(request.getHidediffsList());
  options.setCustomTimeouts(request.getCustomtimeouts());
  options.setPluginDownloadUrl(request.getPlugindownloadurl());
  options.setReplaceWithList(request.getReplaceWithList());
  options.setReplacementTrigger(request.getReplacementTrigger());
  if (request.getDeletebeforereplacedefined() || request.getDeletebeforereplace()) {
    options.setDeleteBeforeReplace(request.getDeletebeforereplace());
  }
  options.setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList());
  options.setHooks(request.getHooks());
  options.setImport(request.getImportid());
  return options;
}

/** What the engine and the plan keep of the options. @throws Error on a malformed timeout */
export function readOptions(options: TransformResourceOptions): ResourceOptions {
  const timeouts = options.getCustomTimeouts();
  const texts = {
    create: timeouts?.getCreate() ?? "",
    update: timeouts?.getUpdate() ?? "",
    delete: timeouts?.getDelete() ?? "",
    read: timeouts?.getRead() ?? "",
  };
  return {
    protect: options.hasProtect() ? options.getProtect() : undefined,
    retainOnDelete: options.hasRetainOnDelete() ? options.getRetainOnDelete() : undefined,
    deletedWith: options.getDeletedWith(),
    ignoreChanges: options.getIgnoreChangesList(),
    deleteBeforeReplace: options.hasDeleteBeforeReplace() ? options.getDeleteBeforeReplace() : undefined,
    additionalSecretOutputs: options.getAdditionalSecretOutputsList(),
    customTimeouts: {
      create: durationSeconds(texts.create),
      update: durationSeconds(texts.update),
      delete: durationSeconds(texts.delete),
      read: durationSeconds(texts.read),
    },
    shown: shownOptions(options, texts),
  };
}

function shownOptions(
  options: TransformResourceOptions,
  timeouts: { readonly [operation: string]: string },
): ResourceOptions["shown"] {
  const shown: Record<string, PlanValue> = {};
  const show = (name: string, value: PlanValue | undefined) => {
    const empty = value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
    if (!empty) shown[name] = value;
  };
  show("provider", options.getProvider());
  show("protect", options.hasProtect() ? options.getProtect() : undefined);
  show("retainOnDelete", options.hasRetainOnDelete() ? options.getRetainOnDelete() : undefined);
  show("deletedWith", options.getDeletedWith());
  show(
    "deleteBeforeReplace",
    options.hasDeleteBeforeReplace() ? options.getDeleteBeforeReplace() : undefined,
  );
  show("ignoreChanges", options.getIgnoreChangesList());
  show("replaceOnChanges", options.getReplaceOnChangesList());
  show("replaceWith", options.getReplaceWithList());
  show("hideDiffs", options.getHideDiffList());
  show("additionalSecretOutputs", options.getAdditionalSecretOutputsList());
  show("aliases", options.getAliasesList().map(shownAlias));
  show("import", options.getImport());
  show("version", options.getVersion());
  show("pluginDownloadURL", options.getPluginDownloadUrl());
  const given = Object.entries(timeouts).filter(([, text]) => text !== "");
  if (given.length > 0) show("customTimeouts", Object.fromEntries(given));
  const hooks = options.getHooks();
  if (hooks !== undefined) {
    const bound: { readonly [moment: string]: readonly string[] } = {
      beforeCreate: hooks.getBeforeCreateList(),
      afterCreate: hooks.getAfterCreateList(),
      beforeUpdate: hooks.getBeforeUpdateList(),
      afterUpdate: hooks.getAfterUpdateList(),
      beforeDelete: hooks.getBeforeDeleteList(),
      afterDelete: hooks.getAfterDeleteList(),
      onError: hooks.getOnErrorList(),
    };
    const used = Object.entries(bound).filter(([, names]) => names.length > 0);
    if (used.length > 0) show("hooks", Object.fromEntries(used));
  }
  return shown;
}

function shownAlias(alias: Alias): PlanValue {
  const spec = alias.getSpec();
  if (spec === undefined) return alias.getUrn();
  const parts = {
    name: spec.getName(),
    type: spec.getType(),
    stack: spec.getStack(),
    project: spec.getProject(),
    parent: spec.getParenturn(),
  };
  return {
    ...Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== "")),
    ...(spec.getNoparent() ? { noParent: true } : {}),
  };
}

const UNIT_SECONDS: { readonly [unit: string]: number } = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** A Go duration such as `1h30m` in seconds, 0 for none. @throws Error if malformed */
export function durationSeconds(text: string): number {
  if (text === "" || text === "0") return 0;
  const parts = [...text.matchAll(/([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|µs|ms|s|m|h)/gy)];
  if (parts.map(([part]) => part).join("") !== text) {
    throw new Error(`custom timeout \`${text}\` is not a duration such as \`30m\` or \`1h30m\``);
  }
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_SECONDS[unit ?? ""] ?? 0), 0);
}
