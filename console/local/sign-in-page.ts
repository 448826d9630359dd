/** The local stand-in for Cognito's hosted pages: whoever is clicked is signed in. */

import type { SampleUser } from "./users";

const PAGE_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": PAGE_POLICY,
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? "");

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="/login/style.css">
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;

/** The page that lists the sample users; each button answers the interaction `uid`. */
export function signInPage(uid: string, users: readonly SampleUser[]): string {
  const choices = users.map(
    ({ email, groups, may }) => `<li><button name="user" value="${escaped(email)}">${escaped(email)}</button>
<p>${escaped(groups.length === 0 ? "no group" : groups.join(", "))}: ${escaped(may)}</p></li>`,
  );
  return page(
    "Sign in",
    `<p>This stands for the user pool of the sample deployment. Its users need no password.</p>
<form method="post" action="/login/${escaped(uid)}">
<ul>
${choices.join("\n")}
</ul>
<button name="refuse" value="yes">Refuse the sign-in</button>
</form>`,
  );
}

/** What went wrong on the way to or from the sign-in page. */
export const errorPage = (message: string): string =>
  page("Sign-in failed", `<p role="alert">${escaped(message)}</p><p><a href="/">Back to the console</a></p>`);

export const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0 }
main { max-width: 34rem; margin: 10vh auto; padding: 0 1rem }
ul { list-style: none; padding: 0 }
li { margin: 0 0 1.25rem }
li p { margin: 0.25rem 0 0 }
button { font: inherit; padding: 0.4rem 0.9rem; cursor: pointer }
`;
