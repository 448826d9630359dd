import { matches } from "../patterns";
import { type Action, actionsMatching } from "./actions";
import { type BroadAction, broadActionsOf } from "./broad-actions";
import type { Document } from "./document";
import type { Bound } from "./permission";

/**
 * Actions that hand over what an account keeps, wherever it keeps it: contents, copies of them, and the keys and
 * passwords to the rest. Messages and records in passing (queues, streams, logs) are left out: services' own roles read
 * them everywhere.
 */
export const DATA_ACCESS: readonly string[] = [
  "athena:GetQueryResults",
  "backup:StartCopyJob",
  "codecommit:GitPull",
  "dynamodb:BatchGetItem",
  "dynamodb:ExportTableToPointInTime",
  "dynamodb:GetItem",
  "dynamodb:PartiQLSelect",
  "dynamodb:Query",
  "dynamodb:Scan",
  "ebs:GetSnapshotBlock",
  "ec2:ModifyImageAttribute",
  "ec2:ModifySnapshotAttribute",
  "kms:Decrypt",
  "lambda:GetFunction",
  "rds-data:ExecuteStatement",
  "rds:ModifyDBClusterSnapshotAttribute",
  "rds:ModifyDBSnapshotAttribute",
  "redshift:GetClusterCredentials",
  "s3:GetObject",
  "s3:GetObjectVersion",
  "secretsmanager:GetSecretValue",
  "ssm:GetParameter",
  "ssm:GetParameterHistory",
  "ssm:GetParameters",
  "ssm:GetParametersByPath",
];

/** Whoever has these on everything has what everything else was locked with. */
const UNLOCKING: ReadonlySet<string> = new Set(["kms:Decrypt", "secretsmanager:GetSecretValue"]);

/**
 * Whether access to the data weighs as much as a change of permissions: it unlocks the rest, or it shares a copy with
 * other accounts.
 */
export const isGrave = ({ name, access }: Action): boolean => UNLOCKING.has(name) || access === "permissions";

/** Condition keys (patterns) that say which key is used, for whom or for what. */
export const KEY_SCOPING_KEYS: readonly string[] = [
  "kms:EncryptionContext:*",
  "kms:RequestAlias",
  "kms:ResourceAliases",
  "kms:ViaService",
];

/**
 * Condition keys (lower-case patterns) that say whose data, or which. `aws:ResourceAccount` says no more than that the
 * data is one's own.
 */
const SCOPING_KEYS: readonly string[] = [
  ...KEY_SCOPING_KEYS,
  "dynamodb:LeadingKeys",
  "s3:DataAccessPointArn",
  "s3:ExistingObjectTag/*",
  "secretsmanager:Name",
  "secretsmanager:SecretId",
].map((key) => key.toLowerCase());

const isScopingKey = (key: string): boolean => SCOPING_KEYS.some((pattern) => matches(pattern, key));

/**
 * The data that a document gives on all resources that hold some.
 * @param actions patterns of the actions to ask about, any case
 */
export function broadDataAccessOf(
  document: Document,
  bound: Bound,
  actions: readonly string[],
): readonly BroadAction[] {
  const all = new Set(actions.flatMap(actionsMatching));
  const asked = { all: () => [...all], includes: (action: Action) => all.has(action) };
  return broadActionsOf(document, bound, asked, isScopingKey);
}
