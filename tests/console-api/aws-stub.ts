/** Failures as AWS words them: what they say must not reach a caller. */

export const SECRET = "User: arn:aws:sts::111122223333:assumed-role/api is not authorized";

export const awsError = (name: string, more: object = {}): Error =>
  Object.assign(new Error(SECRET), { name, ...more });

/** Credentials that no AWS takes, for clients whose answers are replaced. */
export const NOBODY = {
  region: "eu-central-1",
  credentials: { accessKeyId: "none", secretAccessKey: "none" },
} as const;
