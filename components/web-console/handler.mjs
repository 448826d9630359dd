// The function behind the console's API. It runs on Lambda as it stands: no packages, no network, no permissions beyond
// its own log. `review.json` lies beside it in the archive.
import { readFileSync } from "node:fs";

/** What the schema says of each field, and nothing else, leaves the function. */
const ANSWERS = {
  trafficMatrix: { from: true, to: true, protocol: true, port: true, why: true },
  responsibilityRegister: {
    id: true,
    topic: true,
    control: true,
    owner: true,
    cadence: true,
    evidence: { kind: true, type: true, name: true, path: true },
    open: true,
  },
};

const GROUPS = ["operator", "viewer"];

class Refusal extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

function pick(fields, value) {
  const picked = {};
  for (const [name, inner] of Object.entries(fields)) {
    if (value[name] === undefined) continue;
    picked[name] = inner === true ? value[name] : pick(inner, value[name]);
  }
  return picked;
}

/**
 * The answer to one field of the query type. AppSync has checked the caller's token and groups already; a function that
 * is reached some other way does not take that on trust.
 */
export function answer(review, request) {
  const { field, arguments: given, identity } = request ?? {};
  if (typeof identity?.sub !== "string" || identity.sub === "") {
    throw new Refusal("Unauthorized", "sign in first");
  }
  if (!Array.isArray(identity.groups) || !identity.groups.some((group) => GROUPS.includes(group))) {
    throw new Refusal(
      "Unauthorized",
      `only members of the groups ${GROUPS.join(" and ")} may read the review`,
    );
  }
  if (typeof field !== "string" || !Object.hasOwn(ANSWERS, field)) {
    throw new Refusal("BadRequest", `no field \`${String(field).slice(0, 64)}\``);
  }
  if (given !== undefined && given !== null && Object.keys(given).length > 0) {
    throw new Refusal("BadRequest", `field \`${field}\` takes no arguments`);
  }
  return review[field].map((row) => pick(ANSWERS[field], row));
}

let review;

/** Lambda's entry. */
export const handler = async (request) => {
  review ??= JSON.parse(readFileSync(new URL("review.json", import.meta.url), "utf8"));
  return answer(review, request);
};
