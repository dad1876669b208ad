import { z } from 'zod';

export const config = z.object({
  SERVICE_TOKEN: z.string({ error: 'expected the token that services call each other with' }).min(16, 'expected at least 16 characters'),
});
