/** What a plain reverse proxy is told, so that it does what the gateway does and no more. Pure. */

export type ProxyPlace = {
  /** For its files. */
  readonly dir: string
  readonly port: number
  readonly originPort: number
}

/** Bodies stream both ways and no file is ever written. */
export function formatNginxConfig({ dir, port, originPort }: ProxyPlace): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `daemon off;
worker_processes 1;
pid ${dir}/nginx.pid;
events { worker_connections 1024; }
http {
  access_log off;
  ${temporary.map((what) => `${what}_temp_path ${dir}/nginx-${what};`).join('\n  ')}
  client_max_body_size 0;
  keepalive_requests 1000000000;
  proxy_request_buffering off;
  proxy_max_temp_file_size 0;
  upstream origin {
    server 127.0.0.1:${originPort};
    keepalive 256;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://origin;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $remote_addr;
    }
  }
}
`
}

export function formatHaproxyConfig({ port, originPort }: ProxyPlace): string {
  return `global
  nbthread 1
  maxconn 1024
defaults
  mode http
  http-reuse always
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend clients
  bind 127.0.0.1:${port}
  option forwardfor
  default_backend origin
backend origin
  server origin 127.0.0.1:${originPort}
`
}
