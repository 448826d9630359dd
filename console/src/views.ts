/** What the page shows in each of its states. */

import { button, type Column, element, tableSection } from "./elements";
import type { Control, Flow, Review } from "./review";

const TOPICS: { readonly [topic: string]: string } = {
  "shared-responsibility": "Shared responsibility",
  "iam-roles": "IAM roles",
  "security-groups": "Security groups",
  "web-console": "Web console",
  "proxy-patching": "Proxy and patching",
};

const FLOWS: readonly Column<Flow>[] = [
  { title: "From", cell: ({ from }) => from },
  { title: "To", cell: ({ to }) => to },
  { title: "Protocol", cell: ({ protocol }) => protocol.toUpperCase() },
  { title: "Port", class: "number", cell: ({ port }) => String(port) },
  { title: "Why", class: "wide", cell: ({ why }) => why },
];

const CONTROLS: readonly Column<Control>[] = [
  {
    title: "Control",
    class: "wide",
    cell: ({ control, open }) =>
      open === null ? control : [control, element("span", { class: "open" }, `Open: ${open}`)],
  },
  { title: "Topic", cell: ({ topic }) => TOPICS[topic] ?? topic },
  { title: "Owner", cell: ({ owner }) => owner },
  {
    title: "Evidence",
    cell: ({ evidence: { kind, type, name, path } }) => [
      `${kind} `,
      element("code", {}, [type, name, path].filter((text) => text !== null).join(" ")),
    ],
  },
  { title: "Cadence", cell: ({ cadence }) => cadence },
];

/** Before sign-in: what the console is for, and the way in. */
export function welcome(signIn: () => void): readonly HTMLElement[] {
  return [
    element(
      "section",
      { class: "card", "aria-labelledby": "sign-in" },
      element("h2", { id: "sign-in" }, "Sign in to see the review"),
      element(
        "p",
        {},
        "Accounts are made by your administrators; there is no registration. You need a second factor and membership of the operator or viewer group.",
      ),
      button("Sign in", signIn),
    ),
  ];
}

/** Where the partition has no user pools: the console cannot tell who is asking, so it tells nothing. */
export function withoutSignIn(): readonly HTMLElement[] {
  return [
    element(
      "section",
      { class: "card", "aria-labelledby": "no-sign-in" },
      element("h2", { id: "no-sign-in" }, "This deployment has no sign-in"),
      element(
        "p",
        {},
        "Its partition offers no user pools, so the console cannot show the review here. Read it from the stack's outputs trafficMatrix and responsibilityRegister.",
      ),
    ),
  ];
}

/** The review itself. */
export function review({ trafficMatrix, responsibilityRegister }: Review): readonly HTMLElement[] {
  return [
    tableSection(
      "traffic-matrix",
      "Traffic matrix",
      "Every connection that the security groups admit. Anything that is not listed is refused.",
      FLOWS,
      trafficMatrix,
    ),
    tableSection(
      "responsibility-register",
      "Responsibility register",
      "Each control, who answers for it, what proves it, and how often it is looked at.",
      CONTROLS,
      responsibilityRegister,
    ),
  ];
}

/** What went wrong, in words, and the way to try again. */
export function failure(message: string, retry: () => void): readonly HTMLElement[] {
  return [
    element("p", { class: "notice notice-error", role: "alert" }, message),
    element("p", {}, button("Try again", retry)),
  ];
}
