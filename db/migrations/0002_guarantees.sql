CREATE TABLE "nearside_heartbeat" (
	"id" smallint PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "nearside_heartbeat_one_row" CHECK ("nearside_heartbeat"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "nearside_idempotency" (
	"id" uuid PRIMARY KEY NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"timeline" integer NOT NULL,
	"answer" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "nearside_idempotency_created_at" ON "nearside_idempotency" USING btree ("created_at");