import type { Case } from "../case";
import { BUCKETS } from "./buckets";
import { EXPOSURE } from "./exposure";
import { FENCED } from "./fenced";
import { KEYS, LIMITS } from "./keys-and-limits";
import { LEAST_PRIVILEGE } from "./least-privilege";
import { PROGRAMS } from "./programs";
import { MESSAGING, OTHERS } from "./resource-policies";
import { SERVICE_ROLES } from "./service-roles";
import { SERVICE_TRUSTS } from "./service-trusts";
import { STAR_ONLY } from "./star-only";
import { TRUSTS } from "./trusts";

/** Resources that are right as they stand, by what makes them so. */
export const ACCEPTED: Readonly<Record<string, readonly Case[]>> = {
  "least privilege": LEAST_PRIVILEGE,
  "actions that allow no other resource": STAR_ONLY,
  "wide grants that something closes": FENCED,
  "roles of services": SERVICE_ROLES,
  "trusts of services": SERVICE_TRUSTS,
  "trusts of callers": TRUSTS,
  buckets: BUCKETS,
  "topics and queues": MESSAGING,
  "other resource policies": OTHERS,
  keys: KEYS,
  limits: LIMITS,
  "what is near to being public": EXPOSURE,
  "the rest of a program": PROGRAMS,
};
