/** What actions of IAM do, in words made from their names: verbs that AWS has many of become one. */

import { serviceName } from "./services";
import { listed, plural, wordsOf } from "./words";

/** A verb and what it is done to: `read` and `security group rules`. */
interface Deed {
  readonly verb: string;
  readonly object: string;
  /** The verb takes the statement's resources themselves for its object: `call` the function `x`. */
  readonly isDirect?: true;
}

/** Verbs of AWS, by what they do. Others stay what they are. */
const VERBS: Readonly<Record<string, string>> = {
  append: "write",
  check: "read",
  describe: "read",
  fetch: "read",
  get: "read",
  head: "read",
  invoke: "call",
  list: "read",
  lookup: "read",
  modify: "change",
  put: "write",
  query: "read",
  replace: "change",
  search: "read",
  select: "read",
  update: "change",
  view: "read",
};

/** Actions whose names say too little, or too much, by their names in lower case. */
const DEEDS: Readonly<Record<string, Deed>> = {
  "athena:getqueryexecution": { verb: "read", object: "the state of queries" },
  "athena:getqueryresults": { verb: "read", object: "the results of queries" },
  "athena:startqueryexecution": { verb: "start", object: "queries" },
  "autoscaling:completelifecycleaction": { verb: "end", object: "the launch hook of an instance" },
  "autoscaling:enterstandby": { verb: "take", object: "instances out of service" },
  "autoscaling:exitstandby": { verb: "put", object: "instances back into service" },
  "autoscaling:resumeprocesses": { verb: "resume", object: "scaling" },
  "autoscaling:setdesiredcapacity": { verb: "set", object: "the number of instances" },
  "autoscaling:startinstancerefresh": { verb: "start", object: "the replacement of all instances" },
  "autoscaling:suspendprocesses": { verb: "suspend", object: "scaling" },
  "autoscaling:terminateinstanceinautoscalinggroup": { verb: "terminate", object: "instances" },
  "cognito-idp:admininitiateauth": { verb: "sign users", object: "in" },
  "cognito-idp:adminuserglobalsignout": { verb: "sign users", object: "out" },
  "es:describedomain": { verb: "read", object: "the state" },
  "iam:generateservicelastaccesseddetails": { verb: "ask", object: "which services were used" },
  "iam:getservicelastaccesseddetails": { verb: "read", object: "which services were used" },
  "iam:passrole": { verb: "hand on", object: "roles", isDirect: true },
  "lambda:invokefunction": { verb: "call", object: "functions", isDirect: true },
  "logs:startquery": { verb: "start", object: "queries" },
  "s3:deleteobject": { verb: "delete", object: "objects", isDirect: true },
  "s3:getbucketlocation": { verb: "read", object: "the region" },
  "s3:getobject": { verb: "read", object: "objects", isDirect: true },
  "s3:listbucket": { verb: "read", object: "the list of objects" },
  "s3:listbucketmultipartuploads": { verb: "read", object: "the list of multipart uploads" },
  "s3:putobject": { verb: "write", object: "objects", isDirect: true },
  "ssm:getdeployablepatchsnapshotforinstance": { verb: "read", object: "patch snapshots" },
  "ssm:sendcommand": { verb: "run", object: "commands" },
  "ssm:startautomationexecution": { verb: "start", object: "automations", isDirect: true },
  "sts:assumerole": { verb: "take on", object: "roles", isDirect: true },
};

function deedOf(action: string): Deed {
  const known = action.toLowerCase();
  const found = Object.hasOwn(DEEDS, known) ? DEEDS[known] : undefined;
  if (found !== undefined) return found;
  const name = action.slice(action.indexOf(":") + 1);
  if (name === "*") return { verb: "do", object: "everything" };
  if (/[*?]/.test(name)) return { verb: "do", object: `everything that is called \`${name}\`` };
  const method = /^ESHttp(\w+)$/i.exec(name)?.[1];
  if (method !== undefined) return { verb: "send", object: `${method.toUpperCase()} requests` };
  const [first = "", ...rest] = wordsOf(name);
  // `AdminCreateUser`, `BatchGetItem`: the second word is the verb.
  const [verb = first, ...object] = ["admin", "batch"].includes(first) ? rest : [first, ...rest];
  const words = [...object.slice(0, -1), ...object.slice(-1).map(plural)].join(" ");
  return {
    verb: Object.hasOwn(VERBS, verb) ? (VERBS[verb] ?? verb) : verb,
    object: words.replaceAll("auto scaling", "Auto Scaling"),
  };
}

/** Objects of the same verb side by side, in the order of the actions: `read documents and associations`. */
function deeds(actions: readonly string[]): string {
  const objects = new Map<string, Set<string>>();
  for (const { verb, object } of actions.map(deedOf)) {
    const known = objects.get(verb) ?? new Set();
    objects.set(verb, known);
    if (object !== "") known.add(object);
  }
  return listed([...objects].map(([verb, found]) => `${verb} ${listed([...found])}`.trim()));
}

/** What actions allow, and how their resources follow. */
export interface ActionPhrase {
  /** `read documents in AWS Systems Manager`, `call`. */
  readonly text: string;
  /** Whether the resources follow as the verb's own object rather than after `on`. */
  readonly takesResources: boolean;
}

/** The actions of a statement in words, service by service. */
export function actionPhrase(actions: readonly string[]): ActionPhrase {
  const all = actions.map(deedOf);
  if (all.length > 0 && all.every(({ isDirect }) => isDirect)) {
    return { text: listed([...new Set(all.map(({ verb }) => verb))]), takesResources: true };
  }
  const byService = new Map<string, string[]>();
  for (const action of actions) {
    // `*` alone names no service.
    const prefix = action.includes(":") ? action.slice(0, action.indexOf(":")) : "";
    byService.set(prefix, [...(byService.get(prefix) ?? []), action]);
  }
  const parts = [...byService].map(([prefix, found]) =>
    prefix === "" ? "do everything in every service" : `${deeds(found)} in ${serviceName(prefix)}`,
  );
  return { text: parts.join("; "), takesResources: false };
}
