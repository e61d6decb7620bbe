import { z } from 'zod';

// No page of ours may make code out of text, which zod would try first. Imported before any schema is made.
z.config({ jitless: true });
