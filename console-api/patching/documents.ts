/** This stack's automation documents: the two that the console starts, and the one that patches a single instance. */

import type { PatchOperation } from "../contract";
import type { Deployment } from "../deployment";

/** Names of the documents; `install` is absent where the stack only scans. */
export interface Documents {
  readonly scan: string;
  readonly install?: string;
  /** Patches one instance; started by the maintenance window, or by `install` for each instance. */
  readonly member?: string;
}

/** The documents that this stack has. */
export function documentsOf({ baseName, patching }: Deployment): Documents {
  const { operation, scanDocument, installDocument } = patching;
  return {
    scan: scanDocument,
    ...(installDocument === undefined ? {} : { install: installDocument }),
    ...(operation === "Install" ? { member: `${baseName}-patch` } : {}),
  };
}

/** What running a document does; `undefined`: it is not of this stack. */
export function operationOf(documents: Documents, name: string | undefined): PatchOperation | undefined {
  if (name === undefined) return undefined;
  if (name === documents.scan) return "SCAN";
  return name === documents.install || name === documents.member ? "INSTALL" : undefined;
}

/** Why a stack that only scans installs nothing. */
export const ONLY_SCANS =
  "This stack only looks for missing patches: `patchOperation` is `Scan` in its configuration.";
