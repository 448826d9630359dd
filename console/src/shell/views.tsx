import { type ComponentType, type LazyExoticComponent, lazy } from "react";

export interface View {
  readonly path: string;
  readonly title: string;
  readonly Content: LazyExoticComponent<ComponentType>;
}

/** The console's views in the order of its navigation; each is loaded when it is first opened. */
export const VIEWS: readonly View[] = [
  {
    path: "/",
    title: "Overview",
    Content: lazy(() => import("../overview/overview-view").then((part) => ({ default: part.OverviewView }))),
  },
  {
    path: "/security-groups",
    title: "Security groups",
    Content: lazy(() =>
      import("../security-groups/security-groups-view").then((part) => ({
        default: part.SecurityGroupsView,
      })),
    ),
  },
  {
    path: "/patching",
    title: "Patching",
    Content: lazy(() => import("../patching/patching-view").then((part) => ({ default: part.PatchingView }))),
  },
  {
    path: "/roles",
    title: "Roles",
    Content: lazy(() => import("../roles/roles-view").then((part) => ({ default: part.RolesView }))),
  },
];

/** The view at a path; a final `/` counts for nothing. */
export const viewAt = (path: string): View | undefined =>
  VIEWS.find((view) => view.path === (path.length > 1 ? path.replace(/\/+$/, "") || "/" : path));
