import AppLayoutToolbar from "@cloudscape-design/components/app-layout-toolbar";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import { useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { createApi } from "../data/api";
import { ApiProvider, SessionProvider } from "../data/use-answer";
import { useSessionState } from "../session/use-session-state";
import { useNarrow } from "../shared/use-narrow";
import { CurrentView } from "./current-view";
import { Navigation } from "./navigation";
import { SignedOutPage } from "./signed-out-page";
import { TopBar } from "./top-bar";
import { viewAt } from "./views";

const SITE = "Centralized logging";

/** The page around the views. */
export function Shell() {
  const control = useSessionState();
  const { state, expire } = control;
  const [path] = useLocation();
  const narrow = useNarrow();
  const [open, setOpen] = useState(!narrow);
  const content = useRef<HTMLElement>(null);

  const signedIn = state.kind === "signed-in";
  const view = viewAt(path);
  const title = signedIn ? (view?.title ?? "No such page") : "Sign in";
  useEffect(() => {
    document.title = `${title} · ${SITE}`;
  }, [title]);

  // A new view begins at its top, for eyes and for screen readers alike; the first one begins where the page does.
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    content.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [path]);

  const apiUrl = signedIn ? state.settings.apiUrl : undefined;
  const session = signedIn ? state.session : undefined;
  // A renewed token is no reason to ask everything again.
  const token = useRef("");
  token.current = session?.accessToken ?? "";
  const api = useMemo(
    () =>
      apiUrl === undefined
        ? undefined
        : createApi({ url: apiUrl, accessToken: () => token.current, onSignedOut: expire }),
    [apiUrl, expire],
  );

  return (
    <>
      <a className="skip" href="#content">
        Skip to content
      </a>
      <TopBar userName={session?.userName} signOut={control.signOut} />
      <AppLayoutToolbar
        headerSelector="#top"
        toolsHide
        {...(signedIn ? {} : { maxContentWidth: 720 })}
        navigationHide={!signedIn}
        navigationOpen={open}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        navigationWidth={240}
        ariaLabels={{
          navigation: "Views",
          navigationToggle: "Open the list of views",
          navigationClose: "Close the list of views",
        }}
        breadcrumbs={
          signedIn && (
            <BreadcrumbGroup
              items={[
                { text: "Console", href: "/" },
                { text: title, href: path },
              ]}
              onFollow={(event) => {
                event.preventDefault();
                navigate(event.detail.href);
              }}
            />
          )
        }
        navigation={
          session && (
            <Navigation
              path={view?.path ?? path}
              session={session}
              onFollow={() => narrow && setOpen(false)}
            />
          )
        }
        content={
          <section id="content" ref={content} tabIndex={-1} aria-label={title}>
            {api === undefined || session === undefined ? (
              <SignedOutPage {...control} />
            ) : (
              <ApiProvider value={api}>
                <SessionProvider value={session}>
                  <CurrentView view={view} />
                </SessionProvider>
              </ApiProvider>
            )}
          </section>
        }
      />
    </>
  );
}
