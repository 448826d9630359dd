/** The places that the tests of the pipeline's access are about. */

import { type AccessConfig, parseAccessConfig } from "../../access/config";
import { Place } from "../../access/place";

export const REGION = "us-east-1";
export const ACCOUNT = "111122223333";

const SETTINGS = {
  accountId: ACCOUNT,
  stack: "dev",
  repository: "octo-org/central-logging",
  ownerId: "123456",
  repositoryId: "456789",
};

export interface Options {
  readonly region?: string;
  readonly [setting: string]: string | undefined;
}

export function configOf({ region = REGION, ...settings }: Options = {}): AccessConfig {
  return parseAccessConfig({ ...SETTINGS, ...settings }, { stackName: "dev-access", region });
}

export const placeOf = (options: Options = {}): Place => new Place(configOf(options));

/** The program's tags in the context of a request. */
export const tagContext = (
  on: "RequestTag" | "ResourceTag",
  stack: string,
  project = "centralized-logging",
): { readonly [key: string]: string } => ({
  [`aws:${on}/pulumi:project`]: project,
  [`aws:${on}/pulumi:stack`]: stack,
});

/** As the shipped `dev` and `prod` are. */
export const DEV = placeOf();
export const PROD = placeOf({
  region: "eu-central-1",
  stack: "prod",
  rolePath: "/platform/logging/",
  hostedZoneId: "Z0123456789ABCDEFGHIJ",
});
