import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { PROJECT_FILES } from "./project-file";

/** Where a project stands in its repository, for tools that know files by their path in it. */
export interface PlaceInRepository {
  /** The project's directory relative to the repository, with `/`; `""` where they are the same, or there is no repository. */
  readonly projectPath: string;
  /** Name of the project's file. */
  readonly projectFile: string;
}

/** The place of the project in `directory` below the nearest directory that git keeps. */
export function placeInRepository(directory: string): PlaceInRepository {
  const project = resolve(directory);
  const projectFile = PROJECT_FILES.find((file) => existsSync(join(project, file))) ?? PROJECT_FILES[0];
  for (let at = project; ; at = dirname(at)) {
    // In a worktree or a submodule `.git` is a file.
    if (existsSync(join(at, ".git"))) {
      return { projectPath: relative(at, project).split(sep).join("/"), projectFile };
    }
    if (dirname(at) === at) return { projectPath: "", projectFile };
  }
}
