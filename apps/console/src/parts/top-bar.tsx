import { useState } from 'react';
import { alertsOn, setAlerts } from '../desk/alerts.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { Menu } from './menu.tsx';
import { Notices } from './notices.tsx';
import { PresenceSwitch } from './presence-switch.tsx';
import { SwitchControl } from './switch-control.tsx';
import { mayLead, mayServe } from '../domain/roles.ts';
import { offered } from '../domain/switches.ts';

export function TopBar({ onSignOut }: { onSignOut: () => void }) {
  const { desk, user, go } = useSeat();
  const { value: me } = useResource(desk.me);
  const { value: queue } = useResource(desk.queue);
  const [loud, setLoud] = useState(alertsOn);
  const toggle = (): void => {
    setLoud(!loud);
    void setAlerts(!loud);
  };
  return (
    <header className="top-bar">
      <h1>
        <img src="/console/icon.svg" alt="" width="22" height="22" />
        Frontdesk
      </h1>
      {mayServe(user.role) && <PresenceSwitch />}
      {me && mayServe(user.role) && (
        <span className="load quiet" title="Cases you hold, of how many you may hold">
          {queue?.mine.length ?? me.held} of {me.case_limit} cases
        </span>
      )}
      <span className="spring" />
      {mayLead(user.role) && (
        <button type="button" className="ghost" onClick={() => go({ at: 'numbers', day: undefined })}>
          Numbers
        </button>
      )}
      {mayLead(user.role) && offered(me).map((name) => <SwitchControl key={name} name={name} />)}
      <Notices />
      <Menu
        label={
          <>
            <span className="long">{user.name}</span>
            <span className="brief">{user.name.charAt(0)}</span>
          </>
        }
      >
        {(close) => (
          <>
            <p>
              <b>{user.name}</b>
              <br />
              <span className="quiet">
                {user.email} · {user.role}
              </span>
            </p>
            <button type="button" role="switch" aria-checked={loud} className="switch mild" onClick={toggle}>
              <i aria-hidden="true" />
              Sound and desktop notice for offers
            </button>
            {mayLead(user.role) && (
              <button
                type="button"
                onClick={() => {
                  close();
                  go({ at: 'settings' });
                }}
              >
                Settings
              </button>
            )}
            <button type="button" onClick={onSignOut}>
              Sign out
            </button>
          </>
        )}
      </Menu>
    </header>
  );
}
