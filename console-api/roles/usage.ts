/**
 * Which services each role used. IAM works that out in a job for each role; the id of the question names the jobs, so that
 * nothing has to be kept.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
 */

import {
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  type GetServiceLastAccessedDetailsResponse,
  type ServiceLastAccessed,
} from "@aws-sdk/client-iam";
import type { Question, RoleUsage, RoleUsageAnswer, ServiceUsage } from "../contract";
import type { DeployedRole, Deployment } from "../deployment";
import { Problems, Refusal, reasonOf } from "../failures";
import type { Resolver, Surroundings } from "../surroundings";
import { unanswered } from "../unanswered";
import { roleNamed } from "./account";
import { inPortions } from "./portions";
import { inBackticks, listed } from "./words";

const DAY_MS = 86_400_000;

/** A service that was not used for as long, by a role that is as old, is not needed. */
const UNUSED_DAYS = 90;

/** How far what IAM tells can be trusted. */
export const TRACKING_NOTE =
  "IAM notes a use up to four hours late, counts attempts that were refused, and looks back 400 days at most.";

const arnOf = ({ partition, accountId }: Deployment, { path, name }: DeployedRole): string =>
  `arn:${partition}:iam::${accountId}:role${path}${name}`;

/** A job of IAM about a role. */
interface Job {
  readonly role: DeployedRole;
  readonly id: string;
}

const notFound = (): Refusal => new Refusal("NotFound", "there is no such question about this stack's roles");

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const questionId = (jobs: readonly Job[]): string =>
  jobs.map(({ role, id }) => `${role.key}=${id}`).join(",");

/** The jobs that an id names. @throws Refusal `NotFound` for what `questionId` does not make of this stack's roles */
function jobsOf(id: string, roles: readonly DeployedRole[]): readonly Job[] {
  const jobs = id.split(",").map((part) => {
    const [key, job = "", ...more] = part.split("=");
    const role = roles.find((one) => one.key === key);
    if (role === undefined || more.length > 0 || !UUID.test(job)) throw notFound();
    return { role, id: job };
  });
  if (new Set(jobs.map(({ role }) => role)).size < jobs.length) throw notFound();
  return jobs;
}

/** Starts a job for each role; those that cannot be started are missing from the answer, which says so. */
export const startRoleUsage: Resolver<"startRoleUsage"> = async (_given, around): Promise<Question> => {
  const { aws, deployment, signal } = around;
  const failures: unknown[] = [];
  const jobs = await inPortions(deployment.roles, async (role): Promise<readonly Job[]> => {
    try {
      const command = new GenerateServiceLastAccessedDetailsCommand({ Arn: arnOf(deployment, role) });
      const { JobId: id = "" } = await aws.iam.send(command, { abortSignal: signal });
      return UUID.test(id) ? [{ role, id }] : [];
    } catch (error) {
      failures.push(error);
      return [];
    }
  });
  const started = jobs.flat();
  if (started.length > 0) return { id: questionId(started) };
  throw unanswered("usage of roles", failures[0]);
};

type Report =
  | { readonly state: "RUNNING" | "FAILED" }
  | { readonly state: "READY"; readonly services: readonly ServiceLastAccessed[] };

/** Whether a service was used by another role, of this account or of one that has a role of that name: the job is not about ours. */
function isOthers(
  { LastAuthenticatedEntity: entity }: ServiceLastAccessed,
  { name }: DeployedRole,
  { accountId }: Deployment,
): boolean {
  if (entity === undefined) return false;
  return entity.split(":")[4] !== accountId || entity.slice(entity.lastIndexOf("/") + 1) !== name;
}

async function jobPage(
  { aws, signal }: Surroundings,
  JobId: string,
  marker: string | undefined,
): Promise<GetServiceLastAccessedDetailsResponse> {
  const command = new GetServiceLastAccessedDetailsCommand({
    JobId,
    ...(marker === undefined ? {} : { Marker: marker }),
  });
  try {
    return await aws.iam.send(command, { abortSignal: signal });
  } catch (error) {
    throw reasonOf(error) === "NOT_FOUND" ? notFound() : error;
  }
}

async function reportOf(around: Surroundings, { role, id }: Job): Promise<Report> {
  const services: ServiceLastAccessed[] = [];
  let marker: string | undefined;
  do {
    const page = await jobPage(around, id, marker);
    if (page.JobStatus === "IN_PROGRESS") return { state: "RUNNING" };
    if (page.JobStatus !== "COMPLETED") return { state: "FAILED" };
    services.push(...(page.ServicesLastAccessed ?? []));
    marker = page.IsTruncated === true ? page.Marker : undefined;
  } while (marker !== undefined);
  if (services.some((service) => isOthers(service, role, around.deployment))) throw notFound();
  return { state: "READY", services };
}

/** `createdAt` is undefined where the role's age is not known: then nothing is called unused. */
function serviceUsage(
  { ServiceNamespace, ServiceName, LastAuthenticated }: ServiceLastAccessed,
  createdAt: Date | undefined,
  now: Date,
): ServiceUsage {
  const since = new Date(now.getTime() - UNUSED_DAYS * DAY_MS);
  const isOldEnough = createdAt !== undefined && createdAt <= since;
  return {
    namespace: ServiceNamespace ?? "",
    name: ServiceName ?? ServiceNamespace ?? "",
    lastUsed: LastAuthenticated?.toISOString() ?? null,
    unused: isOldEnough && (LastAuthenticated === undefined || LastAuthenticated < since),
  };
}

/** Unused services first, then by name. */
const order = ({ unused, namespace }: ServiceUsage): string => `${unused ? 0 : 1} ${namespace}`;

const running = (): RoleUsageAnswer => ({
  state: "RUNNING",
  failure: null,
  roles: [],
  note: TRACKING_NOTE,
  problems: [],
});

/** The answer, once the jobs of all roles are done. */
export const roleUsage: Resolver<"roleUsage"> = async ({ id }, around): Promise<RoleUsageAnswer> => {
  const { deployment, now } = around;
  const jobs = jobsOf(id, deployment.roles);
  const problems = new Problems();
  const reports = await inPortions(jobs, async (job) => ({
    job,
    report: await problems.part("usage of roles", undefined, () => reportOf(around, job)),
  }));
  if (reports.some(({ report }) => report?.state === "RUNNING")) return running();
  const ready = reports.flatMap(({ job, report }) =>
    report?.state === "READY" ? [{ role: job.role, services: report.services }] : [],
  );
  const roles = await inPortions(ready, async ({ role, services }): Promise<RoleUsage> => {
    const found = await problems.part("age of roles", undefined, () => roleNamed(around, role));
    const told = services.map((service) => serviceUsage(service, found?.CreateDate, now()));
    return { key: role.key, services: told.sort((a, b) => (order(a) < order(b) ? -1 : 1)) };
  });
  const untold = deployment.roles.filter(({ key }) => !roles.some((role) => role.key === key));
  const named = listed(untold.map(({ name }) => inBackticks(name)));
  if (roles.length === 0) {
    const failure = "IAM could not tell which services were used.";
    return { state: "FAILED", failure, roles, note: TRACKING_NOTE, problems: problems.found };
  }
  const missing = {
    part: "usage of roles",
    reason: "UNAVAILABLE",
    message: `usage of roles: IAM did not tell it of ${named}`,
  } as const;
  return {
    state: "READY",
    failure: null,
    roles,
    note: TRACKING_NOTE,
    problems: untold.length > 0 && problems.found.length === 0 ? [missing] : problems.found,
  };
};
