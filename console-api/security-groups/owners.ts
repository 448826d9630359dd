/** What other accounts have. Whoever has something names it, so that a name alone may be made to look like one of ours. */

import type { Deployment } from "../deployment";

/** The account, where it is another one than the deployment's; `undefined` too where it is not told. */
export const otherAccount = (
  account: string | undefined,
  { accountId }: Pick<Deployment, "accountId">,
): string | undefined => (account === accountId ? undefined : account);

/** The name of what the account has: of another account's, with the account. */
export function ofAccount(
  name: string,
  account: string | undefined,
  deployment: Pick<Deployment, "accountId">,
): string {
  const other = otherAccount(account, deployment);
  return other === undefined ? name : `${name} of account ${other}`;
}
