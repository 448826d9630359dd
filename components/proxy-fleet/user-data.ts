/**
 * What an instance is told at its first boot, as cloud-init takes it: files, and one script to run. A pure function. No
 * operator's string is part of a script: values stand in files of their own, checked by their form.
 * https://docs.aws.amazon.com/linux/al2023/ug/deterministic-upgrades-usage.html
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AMAZON_LINUX_2023, type NginxFiles } from "./nginx";

/** Values that differ between stacks. */
export interface BootValues {
  readonly region: string;
  readonly autoScalingGroupName: string;
  readonly lifecycleHookName: string;
  /** `latest`, or a dated Amazon Linux 2023 release: what dnf and Patch Manager compare the packages with. */
  readonly releasever: string;
  readonly logGroupName: string;
  /** Packages that must not be installed, as `patchRejected` names them. */
  readonly rejected: readonly string[];
  readonly nginx: NginxFiles;
}

/** EC2's limit, in bytes before base64. */
export const USER_DATA_MAX_BYTES = 16_384;

interface BootFile {
  readonly path: string;
  readonly permissions: "0600" | "0644" | "0700";
  readonly content: string;
}

const FORMS: readonly {
  readonly key: Exclude<keyof BootValues, "nginx" | "rejected">;
  readonly form: RegExp;
  readonly accepted: string;
}[] = [
  { key: "region", form: /^[a-z]{2}(?:-[a-z]+){1,3}-\d$/, accepted: "a region such as `eu-central-1`" },
  {
    key: "autoScalingGroupName",
    form: /^[A-Za-z0-9-]{1,255}$/,
    accepted: "1 to 255 letters, digits and `-`",
  },
  { key: "lifecycleHookName", form: /^[A-Za-z0-9-]{1,255}$/, accepted: "1 to 255 letters, digits and `-`" },
  {
    key: "releasever",
    form: /^(?:latest|2023\.\d{1,2}\.20\d{6})$/,
    accepted: "`latest` or a release such as `2023.9.20251117`",
  },
  {
    key: "logGroupName",
    form: /^[A-Za-z0-9_/.-]{1,512}$/,
    accepted: "1 to 512 letters, digits, `_`, `/`, `.` and `-`",
  },
];

/** As dnf and patch baselines name packages; nothing that a shell or dnf's own options could take for something else. */
const PACKAGE = /^[A-Za-z0-9][A-Za-z0-9._+:~^*-]{0,99}$/;

/** What is wrong with the values, which would otherwise reach a root shell; empty: nothing. */
export function bootMistakes(values: Omit<BootValues, "nginx">): readonly string[] {
  return [
    ...FORMS.filter(({ key, form }) => !form.test(values[key])).map(
      ({ key, accepted }) => `\`${key}\` \`${values[key]}\` is not ${accepted}`,
    ),
    ...values.rejected
      .filter((name) => !PACKAGE.test(name))
      .map((name) => `\`rejected\` \`${name}\` is not a package such as \`nginx-1.28.0-*\``),
  ];
}

/** A file that the agent sends to the fleet's log group, as a stream of the instance's own. */
function collected(logGroupName: string, path: string, stream: string, filters?: readonly object[]): object {
  return {
    file_path: path,
    log_group_name: logGroupName,
    log_stream_name: `{instance_id}${stream}`,
    timezone: "UTC",
    ...(filters === undefined ? {} : { filters }),
  };
}

/** The requests, the connections to the domain, what went wrong in nginx, and how the boot went. */
function agentConfiguration({ logGroupName }: BootValues): string {
  const { logDirectory } = AMAZON_LINUX_2023;
  // nginx's error log repeats requests: a line with a query string, which may hold a sign-in code, stays on the instance.
  const withoutQuery = [{ type: "exclude", expression: "\\?" }];
  const files = [
    collected(logGroupName, `${logDirectory}/access.log`, ""),
    collected(logGroupName, `${logDirectory}/connections.log`, "-connections"),
    collected(logGroupName, `${logDirectory}/error.log`, "-errors", withoutQuery),
    collected(logGroupName, "/var/log/cloud-init-output.log", "-boot"),
  ];
  return `${JSON.stringify({ logs: { logs_collected: { files: { collect_list: files } } } })}\n`;
}

function bootFiles(values: BootValues): readonly BootFile[] {
  const { region, autoScalingGroupName, lifecycleHookName, releasever, rejected, nginx } = values;
  const here = "/opt/proxy-fleet";
  return [
    { path: "/etc/dnf/vars/releasever", permissions: "0644", content: `${releasever}\n` },
    { path: `${here}/nginx.conf`, permissions: "0644", content: compact(nginx["nginx.conf"]) },
    { path: `${here}/routes.conf`, permissions: "0644", content: compact(nginx["routes.conf"]) },
    {
      path: "/etc/systemd/system/nginx.service.d/restart.conf",
      permissions: "0644",
      content: "[Service]\nRestart=on-failure\nRestartSec=2\nLimitNOFILE=16384\n",
    },
    { path: `${here}/cloudwatch-agent.json`, permissions: "0644", content: agentConfiguration(values) },
    {
      path: `${here}/rejected`,
      permissions: "0644",
      content: rejected.map((name) => `${name}\n`).join(""),
    },
    {
      path: `${here}/boot.env`,
      permissions: "0600",
      content: `REGION=${region}\nGROUP=${autoScalingGroupName}\nHOOK=${lifecycleHookName}\n`,
    },
    {
      path: `${here}/boot.sh`,
      permissions: "0700",
      content: withoutComments(readFileSync(join(__dirname, "boot.sh"), "utf8")),
    },
  ];
}

/** Leaves out comment lines and blank ones, which the repository keeps: the bytes are counted. */
function withoutComments(text: string): string {
  return text.replace(/^[ \t]*(?:#(?!!).*)?\n/gm, "");
}

/** nginx's configuration with one space for each level instead of four. */
function compact(text: string): string {
  return withoutComments(text).replace(/^ +/gm, (indentation) => " ".repeat(indentation.length / 4));
}

/** A text as YAML's literal block: each line as it is, behind the least that sets it apart from the key before it. */
function literalBlock(text: string): string {
  return text === "" ? '""\n' : `|\n${text.replace(/^(?=.)/gm, "   ")}`;
}

function fileEntry({ path, permissions, content }: BootFile): string {
  return `- path: ${path}\n  permissions: "${permissions}"\n  content: ${literalBlock(content)}`;
}

/**
 * The instances' user data, in plain text.
 * @throws RangeError naming all mistakes at once, or the size where EC2 would not take it
 */
export function renderUserData(values: BootValues): string {
  const mistakes = bootMistakes(values);
  if (mistakes.length > 0) throw new RangeError(mistakes.join("; "));
  const files = bootFiles(values);
  const text = [
    "#cloud-config\n",
    "ssh_pwauth: false\n",
    "write_files:\n",
    ...files.map(fileEntry),
    "runcmd:\n- [/opt/proxy-fleet/boot.sh]\n",
  ].join("");
  const size = Buffer.byteLength(text);
  if (size > USER_DATA_MAX_BYTES) {
    throw new RangeError(`user data of \`${size}\` bytes; EC2 accepts at most ${USER_DATA_MAX_BYTES}`);
  }
  return text;
}
