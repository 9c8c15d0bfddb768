import express, { type RequestHandler } from 'express';

/** Names with a content hash never change; the entries do with each release. */
const HASHED = /-[A-Za-z0-9_-]{8,}\.js(\.map)?$/;

/** Serves the built elements to any page: they are public code and hold no secret. */
export function serveWidget(dir: string): RequestHandler {
  return express.static(dir, {
    index: false,
    fallthrough: false,
    setHeaders: (res, path) => {
      res.setHeader('Access-Control-Allow-Origin', '*');
      res.setHeader(
        'Cache-Control',
        HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
      );
    },
  });
}
