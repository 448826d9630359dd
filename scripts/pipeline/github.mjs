// What the pipeline asks of GitHub's REST API: comments of a pull request, and issues. Needs GITHUB_TOKEN and
// GITHUB_REPOSITORY; GITHUB_API_URL is GitHub's own where it is not set.

const PAGE = 100;
const MOST_PAGES = 30;

/** Who writes with a workflow's own token. Texts of others are never taken for the pipeline's, whatever they say. */
export const AUTHOR = "github-actions[bot]";

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {(method: string, path: string, body?: object) => Promise<any>} asks for a path below the repository
 */
export function repositoryApi(env) {
  const base = env.GITHUB_API_URL || "https://api.github.com";
  const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: repository } = env;
  if (!token || !repository) throw new Error("`GITHUB_TOKEN` and `GITHUB_REPOSITORY` have to be set");
  return async (method, path, body) => {
    const response = await fetch(`${base}/repos/${repository}/${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "x-github-api-version": "2022-11-28",
        ...(body ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`GitHub answered ${response.status} to ${method} ${path}`);
    return response.status === 204 ? undefined : response.json();
  };
}

/** The first item of a list, page by page, that is the pipeline's own and carries the mark; undefined where none does. */
async function findMarked(api, path, mark) {
  const separator = path.includes("?") ? "&" : "?";
  for (let page = 1; page <= MOST_PAGES; page++) {
    const items = await api("GET", `${path}${separator}per_page=${PAGE}&page=${page}`);
    const found = items.find(({ user, body }) => user?.login === AUTHOR && body?.startsWith(mark));
    if (found || items.length < PAGE) return found;
  }
  return undefined;
}

/** Puts the pipeline's one comment with this mark on a pull request: a new one, or the one that is there. */
export async function putComment(api, number, mark, text) {
  const body = `${mark}\n${text}`;
  const comment = await findMarked(api, `issues/${number}/comments`, mark);
  if (comment?.body === body) return "unchanged";
  if (comment) {
    await api("PATCH", `issues/comments/${comment.id}`, { body });
    return "updated";
  }
  await api("POST", `issues/${number}/comments`, { body });
  return "created";
}

/** Keeps the pipeline's one open issue with this mark: opened, updated, or closed where `text` is undefined. */
export async function keepIssue(api, mark, title, text) {
  const issue = await findMarked(api, `issues?state=open&creator=${encodeURIComponent(AUTHOR)}`, mark);
  if (text === undefined) {
    if (!issue) return "none";
    await api("POST", `issues/${issue.number}/comments`, { body: "The latest check found nothing: closed." });
    await api("PATCH", `issues/${issue.number}`, { state: "closed", state_reason: "completed" });
    return "closed";
  }
  const body = `${mark}\n${text}`;
  if (issue) {
    await api("PATCH", `issues/${issue.number}`, { title, body });
    return "updated";
  }
  await api("POST", "issues", { title, body });
  return "opened";
}
