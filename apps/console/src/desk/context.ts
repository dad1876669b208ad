import { createContext, useContext, useSyncExternalStore } from 'react';
import type { User } from '../api/types.ts';
import type { Route } from '../domain/route.ts';
import type { Desk } from './desk.ts';
import type { Loaded, Resource } from './resource.ts';

export interface Seat {
  readonly desk: Desk;
  readonly user: User;
  readonly go: (route: Route) => void;
  /** says something that passes; with the case that it is about, if there is one to open */
  readonly say: (text: string, tone?: 'plain' | 'bad', ticketId?: string) => void;
}

const SeatContext = createContext<Seat | undefined>(undefined);
export const SeatProvider = SeatContext.Provider;

export function useSeat(): Seat {
  const seat = useContext(SeatContext);
  if (!seat) throw new Error('nobody is signed in');
  return seat;
}

export function useResource<T>(resource: Resource<T>): Loaded<T> {
  return useSyncExternalStore(resource.subscribe, resource.state);
}
