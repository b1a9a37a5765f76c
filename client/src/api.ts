// Generated from openapi.json by 'npm run reference'.
export interface paths {
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process runs */
        get: operations["healthLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether requests are served */
        get: operations["healthReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics of this process in the text format of Prometheus, for keys of the platform */
        get: operations["metricsMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was done, by whom and when, the latest first */
        get: operations["auditList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Recompute the audit trail and say whether it is what was written */
        get: operations["auditVerify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{channel}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A message of a customer, signed with the channel's secret as Standard Webhooks describes. Delivered again, it is taken once and gets the same answer */
        post: operations["channelMessagesTake"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The clients that this key may see */
        get: operations["clientsList"];
        put?: never;
        /** Make a client */
        post: operations["clientsCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clients/{client}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One client */
        get: operations["clientsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clients/{client}/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete a subject's predictions, outcomes and conversations, and say which models learnt from its data */
        post: operations["erasuresErase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Keys, without their secrets, the oldest first */
        get: operations["keysList"];
        put?: never;
        /** Make a key */
        post: operations["keysCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a key, at once and everywhere */
        delete: operations["keysRevoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queue/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs that were given up though nothing is wrong with their input, the latest first */
        get: operations["deadLettersList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queue/dead-letters/{run}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let such a run begin anew, once its cause is put right */
        post: operations["deadLettersReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queue/dead-letters/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Batches that were given up though nothing is wrong with their input, the latest first */
        get: operations["deadLettersListBatches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queue/dead-letters/batches/{batch}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let such a batch begin anew, once its cause is put right */
        post: operations["deadLettersReplayBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Solutions that this key may see, the oldest first */
        get: operations["solutionsList"];
        put?: never;
        /** Make a solution: one vertical for one client */
        post: operations["solutionsCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One solution, with its configuration and schema */
        get: operations["solutionsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What other systems are to do for conversations, the oldest first */
        get: operations["conversationsActions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/alert-hooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Addresses that are told of alerts and conversations, the oldest first */
        get: operations["alertsHooks"];
        put?: never;
        /** Tell an address of alerts, or of handovers, actions and messages for people in conversations */
        post: operations["alertsAddHook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/alert-hooks/{hook}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Tell an address no more */
        delete: operations["alertsRemoveHook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alarms of the monitoring as they came and went, the latest first */
        get: operations["alertsList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/challenger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the challenger's answers differ from the champion's */
        get: operations["challengerReport"];
        /** Put a version beside the champion: it computes what that answers, unseen */
        put: operations["challengerShadow"];
        post?: never;
        /** End a shadow; a canary ends with its promotion */
        delete: operations["challengerEnd"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ways by which messages come signed, the oldest first */
        get: operations["channelsList"];
        put?: never;
        /** Add a way by which messages of customers come signed */
        post: operations["channelsAdd"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/channels/{channel}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take no more messages by it */
        delete: operations["channelsRemove"];
        options?: never;
        head?: never;
        /** Switch the bot off or on: conversations that it has go to people with the next message, those that people have stay with them */
        patch: operations["channelsSwitchTo"];
        trace?: never;
    };
    "/v1/solutions/{solution}/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Conversations, the latest first */
        get: operations["conversationsList"];
        put?: never;
        /** Begin a conversation with the live dialogue */
        post: operations["conversationsStart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/conversations/{conversation}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A conversation with its transcript, in which personal data is masked, and its handovers */
        get: operations["conversationsGet"];
        put?: never;
        post?: never;
        /** Erase a conversation: transcript, handovers and all that is kept of it */
        delete: operations["conversationsErase"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/conversations/{conversation}/actions/{action}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an action came to: the conversation goes on with it where it waits for it */
        post: operations["conversationsResolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/conversations/{conversation}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a conversation: what is needed to go on is deleted, the transcript stays */
        post: operations["conversationsEnd"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/conversations/{conversation}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The latest lines as they were said, for whoever takes them to the customer or the team: what humans and other systems led to comes by no answer. None once the conversation has ended */
        get: operations["conversationsMessages"];
        put?: never;
        /** A message of the customer, or of a human of the team; messages at once are taken one after the other. With 'Accept: text/event-stream' the answer comes as server-sent events: 'reply', 'action' and 'handover' for each, 'end' with the rest */
        post: operations["conversationsSay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files of a solution, the newest first */
        get: operations["datasetsList"];
        put?: never;
        /** Upload a file; the body is the file itself */
        post: operations["datasetsUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/datasets/{dataset}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One file, and what was found out about it */
        get: operations["datasetsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/datasets/{dataset}/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the columns of a valid file look like */
        get: operations["datasetsProfile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/datasets/{dataset}/validation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that is wrong with a file, as `proofline validate` says it */
        get: operations["datasetsValidation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/dialogues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions of the dialogue, the newest first, without their files */
        get: operations["dialoguesList"];
        put?: never;
        /** Push a version of the dialogue; its faults are all said, its stories played and their report kept */
        post: operations["dialoguesPush"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/dialogues/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A version with its files */
        get: operations["dialoguesGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/dialogues/{version}/promotion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the latest request that a version become live stands */
        get: operations["dialoguesPromotion"];
        put?: never;
        /** Ask that a version become live; somebody else decides */
        post: operations["dialoguesRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/dialogues/{version}/promotion/approval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make it live: conversations that begin from now on begin with it; never by whoever asked */
        post: operations["dialoguesApprove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/dialogues/{version}/promotion/rejection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse it, with a reason */
        post: operations["dialoguesReject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/dialogues/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Back to the version that the live one took over from, at once */
        post: operations["dialoguesRollBack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Predictions whose outcome is known, the latest first */
        get: operations["feedbackList"];
        put?: never;
        /** Report what became of those that were predicted; to report it again changes nothing */
        post: operations["feedbackRecord"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/frozen-set": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Mark the data set that models are compared on; runs leave its rows out of training */
        put: operations["solutionsFreeze"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/handovers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What waits for people: the most urgent first, and of those the oldest */
        get: operations["handoversList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/handovers/{handover}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One with all that its team needs to know */
        get: operations["handoversGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/handovers/{handover}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take it: of several who want it one gets it */
        post: operations["handoversClaim"];
        /** Leave it to somebody else; by whoever has it, or an admin */
        delete: operations["handoversRelease"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/handovers/{handover}/resolution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give the conversation back to the bot, or close it; by whoever has claimed it */
        post: operations["handoversResolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions of a solution, the newest first */
        get: operations["modelsList"];
        put?: never;
        /** Bring the model of a proof of concept; the body is its output folder as tar.gz */
        post: operations["modelsBring"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/models/{version}/promotions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Promotions of a version, the newest first */
        get: operations["promotionsList"];
        put?: never;
        /** Ask for a version to become the champion; the gate judges it, and somebody else approves */
        post: operations["promotionsRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/models/{version}/promotions/{promotion}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a promotion stands */
        get: operations["promotionsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/models/{version}/promotions/{promotion}/approval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make it the champion, or have it answer a share first; never by whoever asked */
        post: operations["promotionsApprove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/models/{version}/promotions/{promotion}/rejection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse it, with a reason */
        post: operations["promotionsReject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/models/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Back to the champion that the present one took over from, at once */
        post: operations["modelsRollBack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/monitoring": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the model that answers still meets what it was judged on */
        get: operations["monitoringLook"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/promotions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Promotions of all versions, the newest first */
        get: operations["promotionsAll"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs of a solution, the newest first */
        get: operations["runsList"];
        put?: never;
        /** Train; follow the run that is returned */
        post: operations["runsCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/runs/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a run stands */
        get: operations["runsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/runs/{run}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a run */
        post: operations["runsCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/runs/{run}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follow a run by server-sent events: 'state' as it goes on, 'log' for its lines, 'end' with its last state. Goes on after Last-Event-ID; 204 where nothing more will come */
        get: operations["runEventsFollow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Schedules of a solution, with their next times, the oldest first */
        get: operations["schedulesList"];
        put?: never;
        /** Train again and again: at times, on each new data set, or on alarms */
        post: operations["schedulesCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/schedules/{schedule}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One schedule, with its next times */
        get: operations["schedulesGet"];
        put?: never;
        post?: never;
        /** Delete a schedule; what became of its slots can still be read */
        delete: operations["schedulesEnd"];
        options?: never;
        head?: never;
        /** Change a schedule, turn it off or on */
        patch: operations["schedulesChange"];
        trace?: never;
    };
    "/v1/solutions/{solution}/schedules/{schedule}/slots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of its times, the newest first */
        get: operations["schedulesSlots"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/tasks/{task}/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Batches of a solution, the newest first */
        get: operations["batchesList"];
        put?: never;
        /** Have the champion answer a data set; follow the batch that is returned */
        post: operations["batchesCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/tasks/{task}/batches/{batch}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a batch stands */
        get: operations["batchesGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/tasks/{task}/batches/{batch}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a batch */
        post: operations["batchesCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/tasks/{task}/batches/{batch}/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is wrong with the rows that were not answered, as CSV: a line for each cell, with row and column */
        get: operations["batchesErrors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/tasks/{task}/batches/{batch}/result": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The answers as a file: a row for each row that was answered, with its number in the file */
        get: operations["batchesResult"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/tasks/{task}/batches/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have the champion answer a file; the body is the file itself, and it becomes no data set */
        post: operations["batchesUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/solutions/{solution}/tasks/{task}/predictions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Predict, with reasons where asked */
        post: operations["predictionsPredict"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this server is */
        get: operations["inferenceServer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process runs */
        get: operations["inferenceLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether requests are served */
        get: operations["inferenceReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models/{solution}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Inputs and outputs of a model */
        get: operations["inferenceModelMetadata"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models/{solution}/infer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Predict; the binary tensor data extension is understood */
        post: operations["inferenceInfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models/{solution}/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a model answers */
        get: operations["inferenceModelReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models/{solution}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Inputs and outputs of a version of a model */
        get: operations["inferenceVersionMetadata"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models/{solution}/versions/{version}/infer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Predict with a version; the binary tensor data extension is understood */
        post: operations["inferenceInferVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models/{solution}/versions/{version}/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a version of a model answers */
        get: operations["inferenceVersionReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        InferenceError: {
            /** @description Stable; meant for programs. */
            code: string;
            /** @description What is wrong, where, and what to do. */
            detail: string;
            /** @description Every problem of the request, in sentences. */
            error: string;
            /** @description The request, as the logs name it. */
            instance: string;
            /** @description Every single problem of the request, where there is more than one thing to say. */
            problems: {
                allowed?: string;
                code: string;
                count?: number;
                fix?: string;
                got?: string;
                message: string;
                where?: Record<string, never>;
            }[];
            status: number;
            title: string;
            type: string;
        };
        Problem: {
            /** @description Stable; meant for programs. */
            code: string;
            /** @description What is wrong, where, and what to do. */
            detail: string;
            /** @description The request, as the logs name it. */
            instance: string;
            /** @description Every single problem of the request, where there is more than one thing to say. */
            problems: {
                allowed?: string;
                code: string;
                count?: number;
                fix?: string;
                got?: string;
                message: string;
                where?: Record<string, never>;
            }[];
            status: number;
            title: string;
            type: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    healthLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        alive: true;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    healthReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Of each thing that requests depend on: `ok`, or why not. */
                        checks: {
                            [key: string]: string;
                        };
                        /** @description Not everything is served: while the queue is away, what is asked for waits; while the database is, predictions alone are answered, from memory. */
                        degraded: boolean;
                        ready: boolean;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    metricsMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    auditList: {
        parameters: {
            query?: {
                action?: string;
                actor?: string;
                after?: string;
                client?: string;
                limit?: number;
                since?: string;
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            action: string;
                            /** @description A key, with its owner, or a part of the system. */
                            actor: unknown;
                            /** Format: date-time */
                            at: string;
                            /** @description 'platform', or the id of a client. */
                            chain: string;
                            detail: unknown;
                            /** @description Of the entry and all before it in its chain. */
                            hash: string;
                            /** @description 1, 2, 3 … within the chain. */
                            position: number;
                            /** @description What it was done to. */
                            subject: unknown;
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    auditVerify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        chains: {
                            broken?: {
                                /** @description 1, 2, 3 … within the chain. */
                                position: number;
                                reason: string;
                            };
                            /** @description 'platform', or the id of a client. */
                            chain: string;
                            entries: number;
                            /** @description Of the last entry. Kept elsewhere, it shows later that nothing was cut off the end. */
                            head: string;
                        }[];
                        intact: boolean;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    channelMessagesTake: {
        parameters: {
            query?: never;
            header: {
                /** @description Of the message: delivered again it is the same. */
                "webhook-id": string;
                "webhook-signature": string;
                "webhook-timestamp": string;
            };
            path: {
                /** @description Id of the channel. */
                channel: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    language?: string;
                    text: string;
                    /** @description Who writes, as the channel knows them. */
                    user: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        conversation: string;
                        /** @enum {string} */
                        mode: "bot" | "human";
                        /** @description None where the channel has an address that they are posted to. */
                        replies: {
                            language: string;
                            /** @description Of a passage from a document. */
                            source: string | null;
                            /** @description The response that it was made from. */
                            template: string;
                            text: string;
                        }[];
                        turn: number;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    clientsList: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: uuid */
                            id: string;
                            name: string;
                            slug: string;
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    clientsCreate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again within 24 hours with the same key, the request is not done again and gets the same answer. Another request with that key gets 422; while the first is under way, 409. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @description How commands and addresses call the client. */
                    slug: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: uuid */
                        id: string;
                        name: string;
                        slug: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    clientsGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the client. */
                client: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: uuid */
                        id: string;
                        name: string;
                        slug: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    erasuresErase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the client. */
                client: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The value of the rows' identifier. It comes in the body, for addresses get into logs. */
                    subject: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Batches whose file and result hold the subject, or may, where a reason says why they could not be searched. They stay until they are old enough. */
                        batches: {
                            /** Format: uuid */
                            batch: string;
                            name: string;
                            reason: string | null;
                            solution: string;
                        }[];
                        deleted: {
                            conversations: number;
                            outcomes: number;
                            predictions: number;
                        };
                        /** @description Versions whose data could not be searched. */
                        notSearched: {
                            /** Format: uuid */
                            dataset: string;
                            datasetName: string;
                            reason: string;
                            solution: string;
                            status: string;
                            version: number;
                        }[];
                        /** @description Versions whose training data holds the subject. Data sets and models are not changed. */
                        trainedOn: {
                            /** Format: uuid */
                            dataset: string;
                            datasetName: string;
                            solution: string;
                            status: string;
                            version: number;
                        }[];
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keysList: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            clientId: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            expiresAt: string | null;
                            /** Format: uuid */
                            id: string;
                            /** @description Owner of the key that made it. */
                            madeBy: string;
                            name: string;
                            owner: string;
                            /** @description The readable start of the key. */
                            prefix: string;
                            revokedAt: string | null;
                            /** @enum {string} */
                            role: "viewer" | "integrator" | "editor" | "approver" | "admin" | "agent";
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keysCreate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again within 24 hours with the same key, the request is not done again and gets the same answer. Another request with that key gets 422; while the first is under way, 409. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id or slug of the client whose data it opens; a key of the platform where absent. */
                    client?: string;
                    /** Format: date-time */
                    expiresAt?: string;
                    /** @description What it is for; shown in lists and in the audit trail. */
                    name: string;
                    /** @description Who will hold it: a person, e.g. by their mail address, or a system; whoever makes it where absent. All keys of one owner are one person where two must agree. */
                    owner?: string;
                    /** @enum {string} */
                    role: "viewer" | "integrator" | "editor" | "approver" | "admin" | "agent";
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        clientId: string | null;
                        /** Format: date-time */
                        createdAt: string;
                        expiresAt: string | null;
                        /** Format: uuid */
                        id: string;
                        /** @description The key. It is shown this once. */
                        key: string;
                        /** @description Owner of the key that made it. */
                        madeBy: string;
                        name: string;
                        owner: string;
                        /** @description The readable start of the key. */
                        prefix: string;
                        revokedAt: string | null;
                        /** @enum {string} */
                        role: "viewer" | "integrator" | "editor" | "approver" | "admin" | "agent";
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keysRevoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the key. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        clientId: string | null;
                        /** Format: date-time */
                        createdAt: string;
                        expiresAt: string | null;
                        /** Format: uuid */
                        id: string;
                        /** @description Owner of the key that made it. */
                        madeBy: string;
                        name: string;
                        owner: string;
                        /** @description The readable start of the key. */
                        prefix: string;
                        revokedAt: string | null;
                        /** @enum {string} */
                        role: "viewer" | "integrator" | "editor" | "approver" | "admin" | "agent";
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deadLettersList: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            attempts: number;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: uuid */
                            datasetId: string;
                            /** @description Whether it failed for its input, for something that was away or full, or for a fault of ours. */
                            failure: ("input" | "outage" | "defect") | null;
                            finishedAt: string | null;
                            fraction: number;
                            /** @description The frozen set that it is judged on and not trained on. */
                            frozenSetId: string | null;
                            /** Format: uuid */
                            id: string;
                            /** @description Verdict, champion and its primary metric, once the run succeeded. */
                            outcome: unknown | null;
                            /** @description Why it failed. */
                            problem: unknown | null;
                            promote: boolean;
                            /** Format: uuid */
                            solutionId: string;
                            stage: string | null;
                            startedAt: string | null;
                            /** @enum {string} */
                            status: "queued" | "running" | "cancelling" | "succeeded" | "failed" | "cancelled";
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deadLettersReplay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the run. */
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attempts: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: uuid */
                        datasetId: string;
                        /** @description Whether it failed for its input, for something that was away or full, or for a fault of ours. */
                        failure: ("input" | "outage" | "defect") | null;
                        finishedAt: string | null;
                        fraction: number;
                        /** @description The frozen set that it is judged on and not trained on. */
                        frozenSetId: string | null;
                        /** Format: uuid */
                        id: string;
                        /** @description Verdict, champion and its primary metric, once the run succeeded. */
                        outcome: unknown | null;
                        /** @description Why it failed. */
                        problem: unknown | null;
                        promote: boolean;
                        /** Format: uuid */
                        solutionId: string;
                        stage: string | null;
                        startedAt: string | null;
                        /** @enum {string} */
                        status: "queued" | "running" | "cancelling" | "succeeded" | "failed" | "cancelled";
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deadLettersListBatches: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            attempts: number;
                            bytes: number;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description Null where the file came with the request. */
                            datasetId: string | null;
                            /** @description When its files were deleted because they were old enough. */
                            deletedAt: string | null;
                            failure: ("input" | "outage" | "defect") | null;
                            finishedAt: string | null;
                            /** @enum {string} */
                            format: "csv" | "jsonl" | "parquet";
                            fraction: number;
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            language: "en" | "zh";
                            /** @description Whether its answers are entered into the prediction log. */
                            log: boolean;
                            /** @description The champion when a worker began; it answers every row. */
                            modelVersion: number | null;
                            name: string;
                            /** @description Why it failed. */
                            problem: unknown | null;
                            /** @description What is wrong with those, one for each column and kind. */
                            problems: {
                                allowed?: string;
                                code: string;
                                count?: number;
                                fix?: string;
                                got?: string;
                                message: string;
                                where?: {
                                    column?: string;
                                    file?: string;
                                    path?: string;
                                    row?: number;
                                };
                            }[] | null;
                            reasons: number;
                            /** @description Rows that were not; the file of errors has each. */
                            refused: number | null;
                            rows: number | null;
                            /** @description Rows that were answered: those of the result. */
                            scored: number | null;
                            sha256: string;
                            /** Format: uuid */
                            solutionId: string;
                            startedAt: string | null;
                            /** @enum {string} */
                            status: "queued" | "running" | "cancelling" | "succeeded" | "failed" | "cancelled";
                            task: string;
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deadLettersReplayBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the batch. */
                batch: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attempts: number;
                        bytes: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description Null where the file came with the request. */
                        datasetId: string | null;
                        /** @description When its files were deleted because they were old enough. */
                        deletedAt: string | null;
                        failure: ("input" | "outage" | "defect") | null;
                        finishedAt: string | null;
                        /** @enum {string} */
                        format: "csv" | "jsonl" | "parquet";
                        fraction: number;
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        language: "en" | "zh";
                        /** @description Whether its answers are entered into the prediction log. */
                        log: boolean;
                        /** @description The champion when a worker began; it answers every row. */
                        modelVersion: number | null;
                        name: string;
                        /** @description Why it failed. */
                        problem: unknown | null;
                        /** @description What is wrong with those, one for each column and kind. */
                        problems: {
                            allowed?: string;
                            code: string;
                            count?: number;
                            fix?: string;
                            got?: string;
                            message: string;
                            where?: {
                                column?: string;
                                file?: string;
                                path?: string;
                                row?: number;
                            };
                        }[] | null;
                        reasons: number;
                        /** @description Rows that were not; the file of errors has each. */
                        refused: number | null;
                        rows: number | null;
                        /** @description Rows that were answered: those of the result. */
                        scored: number | null;
                        sha256: string;
                        /** Format: uuid */
                        solutionId: string;
                        startedAt: string | null;
                        /** @enum {string} */
                        status: "queued" | "running" | "cancelling" | "succeeded" | "failed" | "cancelled";
                        task: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    solutionsList: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            clientId: string;
                            /** Format: date-time */
                            createdAt: string;
                            criteriaHash: string | null;
                            /** @description The data set that models are compared on and none is trained on. */
                            frozenSetId: string | null;
                            /** Format: uuid */
                            id: string;
                            slug: string;
                            /** @enum {string} */
                            stage: "intake" | "poc" | "verdict" | "live" | "retired";
                            task: string;
                            title: string;
                            vertical: string;
                            verticalVersion: string;
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    solutionsCreate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again within 24 hours with the same key, the request is not done again and gets the same answer. Another request with that key gets 422; while the first is under way, 409. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id or slug of the client; the key's own where absent. */
                    client?: string;
                    /** @description As in proofline.yaml, without version, vertical, task and data. */
                    config?: {
                        [key: string]: unknown;
                    };
                    /** @description A feature schema, as in schema.yaml; inferred from the data where absent. */
                    schema?: unknown;
                    /** @description How commands and addresses call it; the vertical's id where absent. */
                    slug?: string;
                    /** @description The first of the vertical where absent. */
                    task?: string;
                    title?: string;
                    /** @description Id of a vertical, e.g. 'credit-risk'. */
                    vertical: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        clientId: string;
                        config: unknown;
                        /** Format: date-time */
                        createdAt: string;
                        criteriaHash: string | null;
                        /** @description The data set that models are compared on and none is trained on. */
                        frozenSetId: string | null;
                        /** Format: uuid */
                        id: string;
                        schema: unknown | null;
                        slug: string;
                        /** @enum {string} */
                        stage: "intake" | "poc" | "verdict" | "live" | "retired";
                        task: string;
                        title: string;
                        vertical: string;
                        verticalVersion: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    solutionsGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        clientId: string;
                        config: unknown;
                        /** Format: date-time */
                        createdAt: string;
                        criteriaHash: string | null;
                        /** @description The data set that models are compared on and none is trained on. */
                        frozenSetId: string | null;
                        /** Format: uuid */
                        id: string;
                        schema: unknown | null;
                        slug: string;
                        /** @enum {string} */
                        stage: "intake" | "poc" | "verdict" | "live" | "retired";
                        task: string;
                        title: string;
                        vertical: string;
                        verticalVersion: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    conversationsActions: {
        parameters: {
            query?: {
                after?: string;
                conversation?: string;
                limit?: number;
                status?: "open" | "done" | "failed" | "dropped";
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            conversation: string;
                            /** Format: date-time */
                            createdAt: string;
                            doneAt: string | null;
                            /** Format: uuid */
                            id: string;
                            name: string;
                            /** @description Slots that the conversation waits for; null where it does not wait. */
                            returns: string[] | null;
                            slots: {
                                [key: string]: unknown;
                            };
                            /** @enum {string} */
                            status: "open" | "done" | "failed" | "dropped";
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alertsHooks: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: date-time */
                            createdAt: string;
                            events: ("alert.raised" | "handover.created" | "action.requested" | "message.received")[];
                            /** Format: uuid */
                            id: string;
                            url: string;
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alertsAddHook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again within 24 hours with the same key, the request is not done again and gets the same answer. Another request with that key gets 422; while the first is under way, 409. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description What it is told of.
                     * @default [
                     *       "alert.raised"
                     *     ]
                     */
                    events?: ("alert.raised" | "handover.created" | "action.requested" | "message.received")[];
                    /**
                     * Format: uri
                     * @description Gets a POST for each event, signed as Standard Webhooks describes, tried again for about a day.
                     */
                    url: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        createdAt: string;
                        events: ("alert.raised" | "handover.created" | "action.requested" | "message.received")[];
                        /** Format: uuid */
                        id: string;
                        /** @description Keys the signatures. It is shown this once. */
                        secret: string;
                        url: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alertsRemoveHook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the hook. */
                hook: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alertsList: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description The feature or metric; empty where it is about neither. */
                            about: string;
                            code: string;
                            /** @description When it was seen no more. */
                            endedAt: string | null;
                            /** Format: uuid */
                            id: string;
                            message: {
                                en: string;
                                zh: string;
                            };
                            modelVersion: number;
                            /** Format: date-time */
                            raisedAt: string;
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    challengerReport: {
        parameters: {
            query?: {
                rows?: number;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Of each field of the answers that holds a word: a decision, a class. */
                        agreement: {
                            agree: number;
                            changes: {
                                challenger: string;
                                champion: string;
                                rows: number;
                            }[];
                            name: string;
                            rows: number;
                            share: number;
                        }[];
                        challenge: {
                            championVersion: number;
                            endedAt: string | null;
                            ending: string | null;
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            mode: "shadow" | "canary";
                            /** @description The promotion that lets a canary answer. */
                            promotionId: string | null;
                            /** @description Of the subjects, that a canary answers. */
                            share: number | null;
                            /** Format: date-time */
                            startedAt: string;
                            version: number;
                        };
                        /** @description Of the predictions of a request, without the way there and back. */
                        latencyMs: {
                            challenger?: {
                                max: number;
                                p50: number;
                                p90: number;
                                p99: number;
                            };
                            champion?: {
                                max: number;
                                p50: number;
                                p90: number;
                                p99: number;
                            };
                        };
                        /** @description On the outcomes that are known: the paired difference in the primary metric, positive where the challenger is better. */
                        performance: {
                            metrics: {
                                challenger: number;
                                champion: number;
                                /** @description Its lower and its upper end. */
                                interval: number[];
                                metric: string;
                                title: {
                                    en: string;
                                    zh: string;
                                };
                                /** @description How much better the challenger is. */
                                value: number;
                            }[];
                            outcomes: number;
                            /** @enum {string} */
                            reason?: "too-few-outcomes" | "kind-not-measured";
                        };
                        /** @description Rows that the champion takes and the challenger does not. 'failed': for a fault of ours. */
                        refusals: {
                            code: string;
                            examples: string[];
                            failed: boolean;
                            rows: number;
                        }[];
                        rows: {
                            challenger: number;
                            /** @description Predictions that it answered since the challenge began. */
                            champion: number;
                            /** @description Predictions that both models were asked about. */
                            compared: number;
                            /** @description The latest of these, which all below is about. */
                            lookedAt: number;
                            /** @description Waiting still, or dropped: a busy process leaves rows out before it slows answers down. */
                            notCompared: number;
                        };
                        /** @description Challenger minus champion. */
                        scores?: {
                            largest: {
                                challenger: number;
                                champion: number;
                                difference: number;
                                /**
                                 * Format: uuid
                                 * @description Of the prediction.
                                 */
                                id: string;
                            }[];
                            mean: number;
                            meanAbsolute: number;
                            quantiles: {
                                difference: number;
                                q: number;
                            }[];
                            rows: number;
                        };
                        /** @description By the groups of each feature of the champion that have at least 30 rows. */
                        segments?: {
                            features: {
                                name: string;
                                segments: {
                                    agreement: {
                                        name: string;
                                        share: number;
                                    }[];
                                    label: {
                                        en: string;
                                        zh: string;
                                    };
                                    rows: number;
                                    /** @description Means, and the 95 % interval of their difference, challenger minus champion. */
                                    scores?: {
                                        challenger: number;
                                        champion: number;
                                        difference: number;
                                        interval: number[];
                                    };
                                }[];
                                title: {
                                    en: string;
                                    zh: string;
                                };
                            }[];
                            /** @description Protected columns: the log of predictions has none of them. The gate compares by them, on the frozen set. */
                            notKept: string[];
                        };
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    challengerShadow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Its answers leave the house never. A canary is begun by the approval of a promotion, with 'canary'.
                     * @default shadow
                     * @constant
                     */
                    mode?: "shadow";
                    /** @description A version whose verdict is GO and that takes all that the champion takes. */
                    version: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        championVersion: number;
                        endedAt: string | null;
                        ending: string | null;
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        mode: "shadow" | "canary";
                        /** @description The promotion that lets a canary answer. */
                        promotionId: string | null;
                        /** @description Of the subjects, that a canary answers. */
                        share: number | null;
                        /** Format: date-time */
                        startedAt: string;
                        version: number;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    challengerEnd: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        championVersion: number;
                        endedAt: string | null;
                        ending: string | null;
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        mode: "shadow" | "canary";
                        /** @description The promotion that lets a canary answer. */
                        promotionId: string | null;
                        /** @description Of the subjects, that a canary answers. */
                        share: number | null;
                        /** Format: date-time */
                        startedAt: string;
                        version: number;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    channelsList: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /**
                             * @description 'human': the bot is off, and what customers write goes to the handover queue at once.
                             * @enum {string}
                             */
                            answeredBy: "bot" | "human";
                            callbackUrl: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: uuid */
                            id: string;
                            name: string;
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    channelsAdd: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again within 24 hours with the same key, the request is not done again and gets the same answer. Another request with that key gets 422; while the first is under way, 409. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description 'human': the bot is off, and what customers write goes to the handover queue at once.
                     * @default bot
                     * @enum {string}
                     */
                    answeredBy?: "bot" | "human";
                    /**
                     * Format: uri
                     * @description Gets what bot and humans say, signed, tried again for about a day. Where absent, replies stand in the answers.
                     */
                    callbackUrl?: string;
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description 'human': the bot is off, and what customers write goes to the handover queue at once.
                         * @enum {string}
                         */
                        answeredBy: "bot" | "human";
                        callbackUrl: string | null;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @description Keys the signatures of both sides. It is shown this once. */
                        secret: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    channelsRemove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the channel. */
                channel: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    channelsSwitchTo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the channel. */
                channel: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description 'human': the bot is off, and what customers write goes to the handover queue at once.
                     * @enum {string}
                     */
                    answeredBy: "bot" | "human";
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description 'human': the bot is off, and what customers write goes to the handover queue at once.
                         * @enum {string}
                         */
                        answeredBy: "bot" | "human";
                        callbackUrl: string | null;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: uuid */
                        id: string;
                        name: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    conversationsList: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
                reference?: string;
                since?: string;
                status?: "open" | "ended" | "expired";
                until?: string;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            channel: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            endedAt: string | null;
                            /** Format: uuid */
                            id: string;
                            language: string;
                            /** Format: date-time */
                            lastAt: string;
                            line: number;
                            /** @enum {string} */
                            mode: "bot" | "human";
                            /** @description Who it is with; null for roles that take no part in conversations. */
                            reference: string | null;
                            /** @description Names of the slots that were known last. */
                            slots: string[];
                            /** @enum {string} */
                            status: "open" | "ended" | "expired";
                            turn: number;
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    conversationsStart: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again within 24 hours with the same key, the request is not done again and gets the same answer. Another request with that key gets 422; while the first is under way, 409. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description How it came, e.g. 'web'. */
                    channel?: string;
                    /** @description 'en' or 'zh'; what the customer writes decides from then on. */
                    language?: string;
                    /** @description Who it is with, as you know them. It is kept encrypted; conversations are found and erased by it. */
                    reference?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        channel: string | null;
                        /** Format: date-time */
                        createdAt: string;
                        endedAt: string | null;
                        /** Format: uuid */
                        id: string;
                        language: string;
                        /** Format: date-time */
                        lastAt: string;
                        line: number;
                        /** @enum {string} */
                        mode: "bot" | "human";
                        /** @description Who it is with; null for roles that take no part in conversations. */
                        reference: string | null;
                        /** @description Names of the slots that were known last. */
                        slots: string[];
                        /** @enum {string} */
                        status: "open" | "ended" | "expired";
                        turn: number;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    conversationsGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the conversation. */
                conversation: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        channel: string | null;
                        /** Format: date-time */
                        createdAt: string;
                        endedAt: string | null;
                        handovers: {
                            claimedAt: string | null;
                            claimedOwner: string | null;
                            /** Format: uuid */
                            conversation: string;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description The team does not speak the customer's language. */
                            foreignLanguage: boolean;
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            kind: "handover" | "ticket" | "callback";
                            language: string;
                            /** @enum {string} */
                            priority: "urgent" | "high" | "normal" | "low";
                            queue: string;
                            reason: string;
                            resolution: ("handed-back" | "closed") | null;
                            resolvedAt: string | null;
                            /** @enum {string} */
                            status: "open" | "claimed" | "resolved";
                            team: string;
                        }[];
                        /** Format: uuid */
                        id: string;
                        language: string;
                        /** Format: date-time */
                        lastAt: string;
                        line: number;
                        /** @enum {string} */
                        mode: "bot" | "human";
                        /** @description Who it is with; null for roles that take no part in conversations. */
                        reference: string | null;
                        /** @description Names of the slots that were known last. */
                        slots: string[];
                        /** @enum {string} */
                        status: "open" | "ended" | "expired";
                        transcript: {
                            /** Format: date-time */
                            at: string;
                            /** @enum {string} */
                            sender: "customer" | "bot" | "human";
                            seq: number;
                            source: string | null;
                            template: string | null;
                            text: string;
                            turn: number;
                        }[];
                        turn: number;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    conversationsErase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the conversation. */
                conversation: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    conversationsResolve: {
        parameters: {
            query?: {
                trace?: "true" | "false";
            };
            header?: {
                /** @description Sent again within 24 hours with the same key, the request is not done again and gets the same answer. Another request with that key gets 422; while the first is under way, 409. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Id of the action. */
                action: string;
                /** @description Id of the conversation. */
                conversation: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description It could not be done: the customer is told, and a human comes. */
                    failed?: boolean;
                    /** @description Values of the slots that it returns. */
                    slots?: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description What other systems are to do. */
                        actions: {
                            /** Format: uuid */
                            id: string;
                            name: string;
                            /** @description Slots that the conversation waits for; null where it does not wait. */
                            returns: string[] | null;
                            slots: {
                                [key: string]: unknown;
                            };
                        }[];
                        /** Format: uuid */
                        conversation: string;
                        dialogueVersion: number;
                        handovers: {
                            claimedAt: string | null;
                            claimedOwner: string | null;
                            /** Format: uuid */
                            conversation: string;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description The team does not speak the customer's language. */
                            foreignLanguage: boolean;
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            kind: "handover" | "ticket" | "callback";
                            language: string;
                            /** @enum {string} */
                            priority: "urgent" | "high" | "normal" | "low";
                            queue: string;
                            reason: string;
                            resolution: ("handed-back" | "closed") | null;
                            resolvedAt: string | null;
                            /** @enum {string} */
                            status: "open" | "claimed" | "resolved";
                            team: string;
                        }[];
                        language: string;
                        /** @description Lines of the transcript so far. */
                        line: number;
                        /**
                         * @description Who has the conversation.
                         * @enum {string}
                         */
                        mode: "bot" | "human";
                        replies: {
                            language: string;
                            /** @description Of a passage from a document. */
                            source: string | null;
                            /** @description The response that it was made from. */
                            template: string;
                            text: string;
                        }[];
                        /** @enum {string} */
                        status: "open" | "ended" | "expired";
                        trace?: unknown[];
                        /** @description Messages of the customer so far. */
                        turn: number;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    conversationsEnd: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the conversation. */
                conversation: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        channel: string | null;
                        /** Format: date-time */
                        createdAt: string;
                        endedAt: string | null;
                        /** Format: uuid */
                        id: string;
                        language: string;
                        /** Format: date-time */
                        lastAt: string;
                        line: number;
                        /** @enum {string} */
                        mode: "bot" | "human";
                        /** @description Who it is with; null for roles that take no part in conversations. */
                        reference: string | null;
                        /** @description Names of the slots that were known last. */
                        slots: string[];
                        /** @enum {string} */
                        status: "open" | "ended" | "expired";
                        turn: number;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    conversationsMessages: {
        parameters: {
            query?: {
                after?: number;
            };
            header?: never;
            path: {
                /** @description Id of the conversation. */
                conversation: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        lines: {
                            /** Format: date-time */
                            at: string;
                            /** @enum {string} */
                            sender: "customer" | "bot" | "human";
                            seq: number;
                            source: string | null;
                            text: string;
                        }[];
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    conversationsSay: {
        parameters: {
            query?: {
                trace?: "true" | "false";
            };
            header?: {
                /** @description Sent again within 24 hours with the same key, the request is not done again and gets the same answer. Another request with that key gets 422; while the first is under way, 409. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Id of the conversation. */
                conversation: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description 'human': a person of the team who has claimed the handover writes.
                     * @default customer
                     * @enum {string}
                     */
                    from?: "customer" | "human";
                    text: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description What other systems are to do. */
                        actions: {
                            /** Format: uuid */
                            id: string;
                            name: string;
                            /** @description Slots that the conversation waits for; null where it does not wait. */
                            returns: string[] | null;
                            slots: {
                                [key: string]: unknown;
                            };
                        }[];
                        /** Format: uuid */
                        conversation: string;
                        dialogueVersion: number;
                        handovers: {
                            claimedAt: string | null;
                            claimedOwner: string | null;
                            /** Format: uuid */
                            conversation: string;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description The team does not speak the customer's language. */
                            foreignLanguage: boolean;
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            kind: "handover" | "ticket" | "callback";
                            language: string;
                            /** @enum {string} */
                            priority: "urgent" | "high" | "normal" | "low";
                            queue: string;
                            reason: string;
                            resolution: ("handed-back" | "closed") | null;
                            resolvedAt: string | null;
                            /** @enum {string} */
                            status: "open" | "claimed" | "resolved";
                            team: string;
                        }[];
                        language: string;
                        /** @description Lines of the transcript so far. */
                        line: number;
                        /**
                         * @description Who has the conversation.
                         * @enum {string}
                         */
                        mode: "bot" | "human";
                        replies: {
                            language: string;
                            /** @description Of a passage from a document. */
                            source: string | null;
                            /** @description The response that it was made from. */
                            template: string;
                            text: string;
                        }[];
                        /** @enum {string} */
                        status: "open" | "ended" | "expired";
                        trace?: unknown[];
                        /** @description Messages of the customer so far. */
                        turn: number;
                    };
                    "text/event-stream": string;
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datasetsList: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            bytes: number;
                            columns: number | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description Of the table, the same in whatever format it came. */
                            fingerprint: string | null;
                            /** Format: uuid */
                            id: string;
                            name: string;
                            /** @description How many the validation lists. */
                            problems: number | null;
                            rows: number | null;
                            /** @description Whose schema it was checked against. */
                            schemaSource: ("solution" | "champion" | "inferred") | null;
                            sha256: string;
                            /** Format: uuid */
                            solutionId: string;
                            /**
                             * @description What a worker found: whether a run could read it, and its outcomes.
                             * @enum {string}
                             */
                            status: "checking" | "valid" | "invalid" | "unreadable" | "unchecked";
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datasetsUpload: {
        parameters: {
            query: {
                name: string;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/gzip": string;
                "application/octet-stream": string;
                "application/vnd.apache.parquet": string;
                "application/x-ndjson": string;
                "text/csv": string;
                "text/tab-separated-values": string;
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        bytes: number;
                        columns: number | null;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description Of the table, the same in whatever format it came. */
                        fingerprint: string | null;
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @description How many the validation lists. */
                        problems: number | null;
                        rows: number | null;
                        /** @description Whose schema it was checked against. */
                        schemaSource: ("solution" | "champion" | "inferred") | null;
                        sha256: string;
                        /** Format: uuid */
                        solutionId: string;
                        /**
                         * @description What a worker found: whether a run could read it, and its outcomes.
                         * @enum {string}
                         */
                        status: "checking" | "valid" | "invalid" | "unreadable" | "unchecked";
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datasetsGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the data set. */
                dataset: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        bytes: number;
                        columns: number | null;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description Of the table, the same in whatever format it came. */
                        fingerprint: string | null;
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @description How many the validation lists. */
                        problems: number | null;
                        rows: number | null;
                        /** @description Whose schema it was checked against. */
                        schemaSource: ("solution" | "champion" | "inferred") | null;
                        sha256: string;
                        /** Format: uuid */
                        solutionId: string;
                        /**
                         * @description What a worker found: whether a run could read it, and its outcomes.
                         * @enum {string}
                         */
                        status: "checking" | "valid" | "invalid" | "unreadable" | "unchecked";
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datasetsProfile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the data set. */
                dataset: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datasetsValidation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the data set. */
                dataset: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        columns: string[];
                        file: string;
                        fingerprint?: string;
                        format?: unknown;
                        problems: {
                            allowed?: string;
                            code: string;
                            count?: number;
                            fix?: string;
                            got?: string;
                            message: string;
                            where?: {
                                column?: string;
                                file?: string;
                                path?: string;
                                row?: number;
                            };
                        }[];
                        rows: number;
                        /** @enum {string} */
                        schemaSource: "solution" | "champion" | "inferred";
                        valid: boolean;
                        warnings: {
                            allowed?: string;
                            code: string;
                            count?: number;
                            fix?: string;
                            got?: string;
                            message: string;
                            where?: {
                                column?: string;
                                file?: string;
                                path?: string;
                                row?: number;
                            };
                        }[];
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dialoguesList: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: date-time */
                            createdAt: string;
                            /** @description Of the files. */
                            fingerprint: string;
                            idleHours: number;
                            keepPersonalData: boolean;
                            languages: string[];
                            liveAt: string | null;
                            /** @description Ids of the solutions whose models help, by task. */
                            models: {
                                [key: string]: string;
                            };
                            pushedOwner: string;
                            /** @enum {string} */
                            status: "candidate" | "live" | "retired";
                            /** @description How its stories went when it was pushed; null where it has none. */
                            stories: {
                                failed: {
                                    place: string;
                                    story: string;
                                    turns: {
                                        differences: {
                                            expected: string;
                                            got: string;
                                            what: string;
                                        }[];
                                        place: string;
                                        replies: string[];
                                        said: string;
                                    }[];
                                }[];
                                passed: boolean;
                                passedStories: number;
                                passedTurns: number;
                                stories: number;
                                turns: number;
                            } | null;
                            version: number;
                            warnings: {
                                allowed?: string;
                                code: string;
                                count?: number;
                                fix?: string;
                                got?: string;
                                message: string;
                                where?: {
                                    column?: string;
                                    file?: string;
                                    path?: string;
                                    row?: number;
                                };
                            }[];
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dialoguesPush: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again within 24 hours with the same key, the request is not done again and gets the same answer. Another request with that key gets 422; while the first is under way, 409. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Texts by their paths below the folder of the dialogue: flow.yaml, stories/….yaml, knowledge/…. */
                    files: {
                        [key: string]: string;
                    };
                    /**
                     * @description After so many hours without a message a conversation has ended.
                     * @default 24
                     */
                    idleHours?: number;
                    /**
                     * @description Transcripts are kept as they were said. Personal data is masked in them where this is not set.
                     * @default false
                     */
                    keepPersonalData?: boolean;
                    /**
                     * @description Solutions of the same client whose models help to understand messages, by task: {"entities": "acme-slots", "sentiment": "acme-moods"}. Intents are understood by the solution's own model; keywords do it where there is none.
                     * @default {}
                     */
                    models?: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        createdAt: string;
                        /** @description Texts by their paths below the folder of the dialogue: flow.yaml, stories/….yaml, knowledge/…. */
                        files: {
                            [key: string]: string;
                        };
                        /** @description Of the files. */
                        fingerprint: string;
                        idleHours: number;
                        keepPersonalData: boolean;
                        languages: string[];
                        liveAt: string | null;
                        /** @description Ids of the solutions whose models help, by task. */
                        models: {
                            [key: string]: string;
                        };
                        pushedOwner: string;
                        /** @enum {string} */
                        status: "candidate" | "live" | "retired";
                        /** @description How its stories went when it was pushed; null where it has none. */
                        stories: {
                            failed: {
                                place: string;
                                story: string;
                                turns: {
                                    differences: {
                                        expected: string;
                                        got: string;
                                        what: string;
                                    }[];
                                    place: string;
                                    replies: string[];
                                    said: string;
                                }[];
                            }[];
                            passed: boolean;
                            passedStories: number;
                            passedTurns: number;
                            stories: number;
                            turns: number;
                        } | null;
                        version: number;
                        warnings: {
                            allowed?: string;
                            code: string;
                            count?: number;
                            fix?: string;
                            got?: string;
                            message: string;
                            where?: {
                                column?: string;
                                file?: string;
                                path?: string;
                                row?: number;
                            };
                        }[];
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dialoguesGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
                /** @description Number of the version. */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        createdAt: string;
                        /** @description Texts by their paths below the folder of the dialogue: flow.yaml, stories/….yaml, knowledge/…. */
                        files: {
                            [key: string]: string;
                        };
                        /** @description Of the files. */
                        fingerprint: string;
                        idleHours: number;
                        keepPersonalData: boolean;
                        languages: string[];
                        liveAt: string | null;
                        /** @description Ids of the solutions whose models help, by task. */
                        models: {
                            [key: string]: string;
                        };
                        pushedOwner: string;
                        /** @enum {string} */
                        status: "candidate" | "live" | "retired";
                        /** @description How its stories went when it was pushed; null where it has none. */
                        stories: {
                            failed: {
                                place: string;
                                story: string;
                                turns: {
                                    differences: {
                                        expected: string;
                                        got: string;
                                        what: string;
                                    }[];
                                    place: string;
                                    replies: string[];
                                    said: string;
                                }[];
                            }[];
                            passed: boolean;
                            passedStories: number;
                            passedTurns: number;
                            stories: number;
                            turns: number;
                        } | null;
                        version: number;
                        warnings: {
                            allowed?: string;
                            code: string;
                            count?: number;
                            fix?: string;
                            got?: string;
                            message: string;
                            where?: {
                                column?: string;
                                file?: string;
                                path?: string;
                                row?: number;
                            };
                        }[];
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dialoguesPromotion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
                /** @description Number of the version. */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        createdAt: string;
                        decidedAt: string | null;
                        decidedOwner: string | null;
                        /** Format: uuid */
                        id: string;
                        override: string | null;
                        reason: string | null;
                        requestedOwner: string;
                        /** @enum {string} */
                        status: "waiting" | "approved" | "rejected";
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dialoguesRequest: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again within 24 hours with the same key, the request is not done again and gets the same answer. Another request with that key gets 422; while the first is under way, 409. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
                /** @description Number of the version. */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Why it may become live although its stories fail. */
                    override?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        createdAt: string;
                        decidedAt: string | null;
                        decidedOwner: string | null;
                        /** Format: uuid */
                        id: string;
                        override: string | null;
                        reason: string | null;
                        requestedOwner: string;
                        /** @enum {string} */
                        status: "waiting" | "approved" | "rejected";
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dialoguesApprove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
                /** @description Number of the version. */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        createdAt: string;
                        decidedAt: string | null;
                        decidedOwner: string | null;
                        /** Format: uuid */
                        id: string;
                        override: string | null;
                        reason: string | null;
                        requestedOwner: string;
                        /** @enum {string} */
                        status: "waiting" | "approved" | "rejected";
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dialoguesReject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
                /** @description Number of the version. */
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        createdAt: string;
                        decidedAt: string | null;
                        decidedOwner: string | null;
                        /** Format: uuid */
                        id: string;
                        override: string | null;
                        reason: string | null;
                        requestedOwner: string;
                        /** @enum {string} */
                        status: "waiting" | "approved" | "rejected";
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dialoguesRollBack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        createdAt: string;
                        /** @description Texts by their paths below the folder of the dialogue: flow.yaml, stories/….yaml, knowledge/…. */
                        files: {
                            [key: string]: string;
                        };
                        /** @description Of the files. */
                        fingerprint: string;
                        idleHours: number;
                        keepPersonalData: boolean;
                        languages: string[];
                        liveAt: string | null;
                        /** @description Ids of the solutions whose models help, by task. */
                        models: {
                            [key: string]: string;
                        };
                        pushedOwner: string;
                        /** @enum {string} */
                        status: "candidate" | "live" | "retired";
                        /** @description How its stories went when it was pushed; null where it has none. */
                        stories: {
                            failed: {
                                place: string;
                                story: string;
                                turns: {
                                    differences: {
                                        expected: string;
                                        got: string;
                                        what: string;
                                    }[];
                                    place: string;
                                    replies: string[];
                                    said: string;
                                }[];
                            }[];
                            passed: boolean;
                            passedStories: number;
                            passedTurns: number;
                            stories: number;
                            turns: number;
                        } | null;
                        version: number;
                        warnings: {
                            allowed?: string;
                            code: string;
                            count?: number;
                            fix?: string;
                            got?: string;
                            message: string;
                            where?: {
                                column?: string;
                                file?: string;
                                path?: string;
                                row?: number;
                            };
                        }[];
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    feedbackList: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            modelVersion: number;
                            /** Format: date-time */
                            observedAt: string;
                            outcome: string;
                            /** Format: date-time */
                            predictedAt: string;
                            prediction: {
                                [key: string]: unknown;
                            };
                            /** Format: uuid */
                            predictionId: string;
                            /** Format: date-time */
                            recordedAt: string;
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    feedbackRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    items: {
                        /**
                         * Format: date-time
                         * @description With 'subject': its last prediction at this time or before; 'observedAt' where absent.
                         */
                        at?: string;
                        /**
                         * Format: date-time
                         * @description When it was known. A later one takes the place of an earlier one.
                         */
                        observedAt: string;
                        /** @description As the training data writes it. */
                        outcome: string | number | boolean;
                        /**
                         * Format: uuid
                         * @description As the prediction was answered.
                         */
                        predictionId?: string;
                        /** @description In place of the prediction's id: the value of the row's identifier. */
                        subject?: string | number;
                    }[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Took the place of an outcome that was observed earlier. */
                        corrected: number;
                        /** @description Of items that were not recorded. */
                        problems: {
                            allowed?: string;
                            code: string;
                            count?: number;
                            fix?: string;
                            got?: string;
                            message: string;
                            where?: {
                                column?: string;
                                file?: string;
                                path?: string;
                                row?: number;
                            };
                        }[];
                        recorded: number;
                        /** @description Were there already, or a later one was. */
                        unchanged: number;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    solutionsFreeze: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the data set; null where the hold-out of each run is to be used again. */
                    dataset: string | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        clientId: string;
                        config: unknown;
                        /** Format: date-time */
                        createdAt: string;
                        criteriaHash: string | null;
                        /** @description The data set that models are compared on and none is trained on. */
                        frozenSetId: string | null;
                        /** Format: uuid */
                        id: string;
                        schema: unknown | null;
                        slug: string;
                        /** @enum {string} */
                        stage: "intake" | "poc" | "verdict" | "live" | "retired";
                        task: string;
                        title: string;
                        vertical: string;
                        verticalVersion: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    handoversList: {
        parameters: {
            query?: {
                after?: string;
                kind?: "handover" | "ticket" | "callback";
                limit?: number;
                status?: "open" | "claimed" | "resolved";
                team?: string;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            claimedAt: string | null;
                            claimedOwner: string | null;
                            /** Format: uuid */
                            conversation: string;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description The team does not speak the customer's language. */
                            foreignLanguage: boolean;
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            kind: "handover" | "ticket" | "callback";
                            language: string;
                            /** @enum {string} */
                            priority: "urgent" | "high" | "normal" | "low";
                            queue: string;
                            reason: string;
                            resolution: ("handed-back" | "closed") | null;
                            resolvedAt: string | null;
                            /** @enum {string} */
                            status: "open" | "claimed" | "resolved";
                            team: string;
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    handoversGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the handover. */
                handover: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        claimedAt: string | null;
                        claimedOwner: string | null;
                        /** Format: uuid */
                        conversation: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description What the team needs to know, personal data included; null once it is resolved. */
                        detail: {
                            openTasks: {
                                slots: {
                                    [key: string]: unknown;
                                };
                                task: string;
                            }[];
                            slots: {
                                [key: string]: unknown;
                            };
                            summary: string;
                        } | null;
                        /** @description The team does not speak the customer's language. */
                        foreignLanguage: boolean;
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        kind: "handover" | "ticket" | "callback";
                        language: string;
                        /** @enum {string} */
                        priority: "urgent" | "high" | "normal" | "low";
                        queue: string;
                        reason: string;
                        resolution: ("handed-back" | "closed") | null;
                        resolvedAt: string | null;
                        /** @enum {string} */
                        status: "open" | "claimed" | "resolved";
                        team: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    handoversClaim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the handover. */
                handover: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        claimedAt: string | null;
                        claimedOwner: string | null;
                        /** Format: uuid */
                        conversation: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description The team does not speak the customer's language. */
                        foreignLanguage: boolean;
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        kind: "handover" | "ticket" | "callback";
                        language: string;
                        /** @enum {string} */
                        priority: "urgent" | "high" | "normal" | "low";
                        queue: string;
                        reason: string;
                        resolution: ("handed-back" | "closed") | null;
                        resolvedAt: string | null;
                        /** @enum {string} */
                        status: "open" | "claimed" | "resolved";
                        team: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    handoversRelease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the handover. */
                handover: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        claimedAt: string | null;
                        claimedOwner: string | null;
                        /** Format: uuid */
                        conversation: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description The team does not speak the customer's language. */
                        foreignLanguage: boolean;
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        kind: "handover" | "ticket" | "callback";
                        language: string;
                        /** @enum {string} */
                        priority: "urgent" | "high" | "normal" | "low";
                        queue: string;
                        reason: string;
                        resolution: ("handed-back" | "closed") | null;
                        resolvedAt: string | null;
                        /** @enum {string} */
                        status: "open" | "claimed" | "resolved";
                        team: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    handoversResolve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the handover. */
                handover: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description 'handed-back': the bot goes on. 'closed': the conversation is over, or the message that was left is dealt with.
                     * @enum {string}
                     */
                    resolution: "handed-back" | "closed";
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        claimedAt: string | null;
                        claimedOwner: string | null;
                        /** Format: uuid */
                        conversation: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description The team does not speak the customer's language. */
                        foreignLanguage: boolean;
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        kind: "handover" | "ticket" | "callback";
                        language: string;
                        /** @enum {string} */
                        priority: "urgent" | "high" | "normal" | "low";
                        queue: string;
                        reason: string;
                        resolution: ("handed-back" | "closed") | null;
                        resolvedAt: string | null;
                        /** @enum {string} */
                        status: "open" | "claimed" | "resolved";
                        team: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    modelsList: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            candidate: string;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description What it learnt from, where that is here. */
                            datasetId: string | null;
                            /** Format: uuid */
                            id: string;
                            modelHash: string;
                            packageHash: string;
                            promotedAt: string | null;
                            /** @description The approved promotion that made it champion, if it ever was. */
                            promotionId: string | null;
                            /** @description The run that trained it; null where it was brought. */
                            runId: string | null;
                            /** @enum {string} */
                            status: "candidate" | "challenger" | "champion" | "archived";
                            verdict: string;
                            version: number;
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    modelsBring: {
        parameters: {
            query?: {
                dataset?: string;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/gzip": string;
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        candidate: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description What it learnt from, where that is here. */
                        datasetId: string | null;
                        /** Format: uuid */
                        id: string;
                        modelHash: string;
                        packageHash: string;
                        promotedAt: string | null;
                        /** @description The approved promotion that made it champion, if it ever was. */
                        promotionId: string | null;
                        /** @description The run that trained it; null where it was brought. */
                        runId: string | null;
                        /** @enum {string} */
                        status: "candidate" | "challenger" | "champion" | "archived";
                        verdict: string;
                        version: number;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promotionsList: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
                /** @description Number of the version. */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            attempts: number;
                            /** @description The champion that it was compared with. */
                            championId: string | null;
                            /** @description That champion's number. */
                            championVersion: number | null;
                            checks: {
                                bound: unknown;
                                /** @enum {string} */
                                id: "package" | "criteria" | "schema" | "frozen-set" | "comparison" | "calibration" | "fairness" | "latency" | "size";
                                measured: unknown;
                                passed: boolean;
                                text: {
                                    en: string;
                                    zh: string;
                                };
                            }[] | null;
                            /** Format: date-time */
                            createdAt: string;
                            decidedAt: string | null;
                            decidedOwner: string | null;
                            /** @description What it was compared on; the hold-out of its run where null. */
                            frozenSetId: string | null;
                            /** Format: uuid */
                            id: string;
                            judgedAt: string | null;
                            /** Format: uuid */
                            modelId: string;
                            override: {
                                /** @description Checks that may fail. 'package' cannot be named away. */
                                checks: ("package" | "criteria" | "schema" | "frozen-set" | "comparison" | "calibration" | "fairness" | "latency" | "size")[];
                                /** @description Why; whoever approves reads it, and the audit trail keeps it. */
                                reason: string;
                            } | null;
                            /** @description Why it could not be judged, or is outdated. */
                            problem: unknown | null;
                            reason: string | null;
                            requestedOwner: string;
                            /** @enum {string} */
                            status: "queued" | "judging" | "waiting" | "canary" | "failed" | "approved" | "rejected" | "outdated";
                            verdict: ("passed" | "failed" | "overridden") | null;
                            /** @description Number of the version that is to become the champion. */
                            version: number;
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promotionsRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
                /** @description Number of the version. */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Only for checks that are known to fail, and why they may. */
                    override?: {
                        /** @description Checks that may fail. 'package' cannot be named away. */
                        checks: ("package" | "criteria" | "schema" | "frozen-set" | "comparison" | "calibration" | "fairness" | "latency" | "size")[];
                        /** @description Why; whoever approves reads it, and the audit trail keeps it. */
                        reason: string;
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attempts: number;
                        /** @description The champion that it was compared with. */
                        championId: string | null;
                        /** @description That champion's number. */
                        championVersion: number | null;
                        checks: {
                            bound: unknown;
                            /** @enum {string} */
                            id: "package" | "criteria" | "schema" | "frozen-set" | "comparison" | "calibration" | "fairness" | "latency" | "size";
                            measured: unknown;
                            passed: boolean;
                            text: {
                                en: string;
                                zh: string;
                            };
                        }[] | null;
                        /** Format: date-time */
                        createdAt: string;
                        decidedAt: string | null;
                        decidedOwner: string | null;
                        /** @description What it was compared on; the hold-out of its run where null. */
                        frozenSetId: string | null;
                        /** Format: uuid */
                        id: string;
                        judgedAt: string | null;
                        /** Format: uuid */
                        modelId: string;
                        override: {
                            /** @description Checks that may fail. 'package' cannot be named away. */
                            checks: ("package" | "criteria" | "schema" | "frozen-set" | "comparison" | "calibration" | "fairness" | "latency" | "size")[];
                            /** @description Why; whoever approves reads it, and the audit trail keeps it. */
                            reason: string;
                        } | null;
                        /** @description Why it could not be judged, or is outdated. */
                        problem: unknown | null;
                        reason: string | null;
                        requestedOwner: string;
                        /** @enum {string} */
                        status: "queued" | "judging" | "waiting" | "canary" | "failed" | "approved" | "rejected" | "outdated";
                        verdict: ("passed" | "failed" | "overridden") | null;
                        /** @description Number of the version that is to become the champion. */
                        version: number;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promotionsGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the promotion. */
                promotion: string;
                /** @description Id or slug of the solution. */
                solution: string;
                /** @description Number of the version. */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attempts: number;
                        /** @description The champion that it was compared with. */
                        championId: string | null;
                        /** @description That champion's number. */
                        championVersion: number | null;
                        checks: {
                            bound: unknown;
                            /** @enum {string} */
                            id: "package" | "criteria" | "schema" | "frozen-set" | "comparison" | "calibration" | "fairness" | "latency" | "size";
                            measured: unknown;
                            passed: boolean;
                            text: {
                                en: string;
                                zh: string;
                            };
                        }[] | null;
                        /** Format: date-time */
                        createdAt: string;
                        decidedAt: string | null;
                        decidedOwner: string | null;
                        /** @description What it was compared on; the hold-out of its run where null. */
                        frozenSetId: string | null;
                        /** Format: uuid */
                        id: string;
                        judgedAt: string | null;
                        /** Format: uuid */
                        modelId: string;
                        override: {
                            /** @description Checks that may fail. 'package' cannot be named away. */
                            checks: ("package" | "criteria" | "schema" | "frozen-set" | "comparison" | "calibration" | "fairness" | "latency" | "size")[];
                            /** @description Why; whoever approves reads it, and the audit trail keeps it. */
                            reason: string;
                        } | null;
                        /** @description Why it could not be judged, or is outdated. */
                        problem: unknown | null;
                        reason: string | null;
                        requestedOwner: string;
                        /** @enum {string} */
                        status: "queued" | "judging" | "waiting" | "canary" | "failed" | "approved" | "rejected" | "outdated";
                        verdict: ("passed" | "failed" | "overridden") | null;
                        /** @description Number of the version that is to become the champion. */
                        version: number;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promotionsApprove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the promotion. */
                promotion: string;
                /** @description Id or slug of the solution. */
                solution: string;
                /** @description Number of the version. */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Answers this share of the subjects first, beside the champion. The promotion stays open until it is approved without it, or rejected. */
                    canary?: number;
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attempts: number;
                        /** @description The champion that it was compared with. */
                        championId: string | null;
                        /** @description That champion's number. */
                        championVersion: number | null;
                        checks: {
                            bound: unknown;
                            /** @enum {string} */
                            id: "package" | "criteria" | "schema" | "frozen-set" | "comparison" | "calibration" | "fairness" | "latency" | "size";
                            measured: unknown;
                            passed: boolean;
                            text: {
                                en: string;
                                zh: string;
                            };
                        }[] | null;
                        /** Format: date-time */
                        createdAt: string;
                        decidedAt: string | null;
                        decidedOwner: string | null;
                        /** @description What it was compared on; the hold-out of its run where null. */
                        frozenSetId: string | null;
                        /** Format: uuid */
                        id: string;
                        judgedAt: string | null;
                        /** Format: uuid */
                        modelId: string;
                        override: {
                            /** @description Checks that may fail. 'package' cannot be named away. */
                            checks: ("package" | "criteria" | "schema" | "frozen-set" | "comparison" | "calibration" | "fairness" | "latency" | "size")[];
                            /** @description Why; whoever approves reads it, and the audit trail keeps it. */
                            reason: string;
                        } | null;
                        /** @description Why it could not be judged, or is outdated. */
                        problem: unknown | null;
                        reason: string | null;
                        requestedOwner: string;
                        /** @enum {string} */
                        status: "queued" | "judging" | "waiting" | "canary" | "failed" | "approved" | "rejected" | "outdated";
                        verdict: ("passed" | "failed" | "overridden") | null;
                        /** @description Number of the version that is to become the champion. */
                        version: number;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promotionsReject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the promotion. */
                promotion: string;
                /** @description Id or slug of the solution. */
                solution: string;
                /** @description Number of the version. */
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attempts: number;
                        /** @description The champion that it was compared with. */
                        championId: string | null;
                        /** @description That champion's number. */
                        championVersion: number | null;
                        checks: {
                            bound: unknown;
                            /** @enum {string} */
                            id: "package" | "criteria" | "schema" | "frozen-set" | "comparison" | "calibration" | "fairness" | "latency" | "size";
                            measured: unknown;
                            passed: boolean;
                            text: {
                                en: string;
                                zh: string;
                            };
                        }[] | null;
                        /** Format: date-time */
                        createdAt: string;
                        decidedAt: string | null;
                        decidedOwner: string | null;
                        /** @description What it was compared on; the hold-out of its run where null. */
                        frozenSetId: string | null;
                        /** Format: uuid */
                        id: string;
                        judgedAt: string | null;
                        /** Format: uuid */
                        modelId: string;
                        override: {
                            /** @description Checks that may fail. 'package' cannot be named away. */
                            checks: ("package" | "criteria" | "schema" | "frozen-set" | "comparison" | "calibration" | "fairness" | "latency" | "size")[];
                            /** @description Why; whoever approves reads it, and the audit trail keeps it. */
                            reason: string;
                        } | null;
                        /** @description Why it could not be judged, or is outdated. */
                        problem: unknown | null;
                        reason: string | null;
                        requestedOwner: string;
                        /** @enum {string} */
                        status: "queued" | "judging" | "waiting" | "canary" | "failed" | "approved" | "rejected" | "outdated";
                        verdict: ("passed" | "failed" | "overridden") | null;
                        /** @description Number of the version that is to become the champion. */
                        version: number;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    modelsRollBack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        candidate: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description What it learnt from, where that is here. */
                        datasetId: string | null;
                        /** Format: uuid */
                        id: string;
                        modelHash: string;
                        packageHash: string;
                        promotedAt: string | null;
                        /** @description The approved promotion that made it champion, if it ever was. */
                        promotionId: string | null;
                        /** @description The run that trained it; null where it was brought. */
                        runId: string | null;
                        /** @enum {string} */
                        status: "candidate" | "challenger" | "champion" | "archived";
                        verdict: string;
                        version: number;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    monitoringLook: {
        parameters: {
            query?: {
                from?: string;
                rows?: number;
                to?: string;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        alarms: {
                            about?: string;
                            /** @enum {string} */
                            code: "FEATURE_DRIFT" | "PREDICTION_DRIFT" | "PERFORMANCE" | "REQUESTS_FAIL";
                            message: {
                                en: string;
                                zh: string;
                            };
                        }[];
                        drift: {
                            /** @description Of the drift alarms raised at a time, so many are false on average. */
                            falseDiscoveryRate: number;
                            features: {
                                /** @description Shares of rows. */
                                groups: {
                                    label: {
                                        en: string;
                                        zh: string;
                                    };
                                    recent: number;
                                    reference: number;
                                }[];
                                name: string;
                                /** @description Population stability index against the rows that were learnt from. */
                                psi?: number;
                                /** @description What samples of one population of these sizes stay below, 95 times in 100. */
                                psiByChance?: number;
                                pValue?: number;
                                /** @description Raised for the number of distributions that are looked at. */
                                qValue?: number;
                                /**
                                 * @description 'moved' and 'shifted' are beyond chance and large enough to matter (index from 0.1 and 0.25).
                                 * @enum {string}
                                 */
                                state: "steady" | "moved" | "shifted" | "too-few-rows" | "not-kept";
                                title: {
                                    en: string;
                                    zh: string;
                                };
                            }[];
                            prediction: {
                                /** @description Shares of rows. */
                                groups: {
                                    label: {
                                        en: string;
                                        zh: string;
                                    };
                                    recent: number;
                                    reference: number;
                                }[];
                                name: string;
                                /** @description Population stability index against the rows that were learnt from. */
                                psi?: number;
                                /** @description What samples of one population of these sizes stay below, 95 times in 100. */
                                psiByChance?: number;
                                pValue?: number;
                                /** @description Raised for the number of distributions that are looked at. */
                                qValue?: number;
                                /**
                                 * @description 'moved' and 'shifted' are beyond chance and large enough to matter (index from 0.1 and 0.25).
                                 * @enum {string}
                                 */
                                state: "steady" | "moved" | "shifted" | "too-few-rows" | "not-kept";
                                title: {
                                    en: string;
                                    zh: string;
                                };
                            };
                        };
                        /** @description What to expect before outcomes are known, from the probabilities alone. It holds as long as they do: it does not see that the relation of features and outcome has changed. */
                        expected: {
                            metrics: {
                                /** @description Its lower and its upper end. */
                                interval: number[];
                                metric: string;
                                title: {
                                    en: string;
                                    zh: string;
                                };
                                value: number;
                            }[];
                            predictions: number;
                        };
                        model: {
                            hash: string;
                            version: number;
                        };
                        /** @description As it came true. */
                        performance: {
                            metrics: {
                                criterion?: {
                                    /** @enum {string} */
                                    bound: ">=" | "<=";
                                    /** @enum {string} */
                                    level: "must" | "should";
                                    value: number;
                                };
                                /** @description Its lower and its upper end. */
                                interval: number[];
                                judged?: {
                                    /** @description Its lower and its upper end. */
                                    interval: number[];
                                    value: number;
                                };
                                metric: string;
                                /** @enum {string} */
                                state: "as-judged" | "worse";
                                title: {
                                    en: string;
                                    zh: string;
                                };
                                value: number;
                            }[];
                            /** @description Observed in the window. */
                            outcomes: number;
                            /** @enum {string} */
                            reason?: "too-few-outcomes" | "kind-not-measured";
                        };
                        service: {
                            codes: {
                                code: string;
                                failed: boolean;
                                requests: number;
                            }[];
                            /** @description For a fault of ours. */
                            failed: number;
                            /** @description Of the predictions of a request, without the way there and back. */
                            latencyMs?: {
                                max: number;
                                p50: number;
                                p90: number;
                                p99: number;
                            };
                            /** @description For what the request was. */
                            refused: number;
                            requests: number;
                        };
                        window: {
                            /** Format: date-time */
                            from: string;
                            predictions: number;
                            /** @description Of each subject its last prediction counts. */
                            subjects: number;
                            /** Format: date-time */
                            to: string;
                        };
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promotionsAll: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            attempts: number;
                            /** @description The champion that it was compared with. */
                            championId: string | null;
                            /** @description That champion's number. */
                            championVersion: number | null;
                            checks: {
                                bound: unknown;
                                /** @enum {string} */
                                id: "package" | "criteria" | "schema" | "frozen-set" | "comparison" | "calibration" | "fairness" | "latency" | "size";
                                measured: unknown;
                                passed: boolean;
                                text: {
                                    en: string;
                                    zh: string;
                                };
                            }[] | null;
                            /** Format: date-time */
                            createdAt: string;
                            decidedAt: string | null;
                            decidedOwner: string | null;
                            /** @description What it was compared on; the hold-out of its run where null. */
                            frozenSetId: string | null;
                            /** Format: uuid */
                            id: string;
                            judgedAt: string | null;
                            /** Format: uuid */
                            modelId: string;
                            override: {
                                /** @description Checks that may fail. 'package' cannot be named away. */
                                checks: ("package" | "criteria" | "schema" | "frozen-set" | "comparison" | "calibration" | "fairness" | "latency" | "size")[];
                                /** @description Why; whoever approves reads it, and the audit trail keeps it. */
                                reason: string;
                            } | null;
                            /** @description Why it could not be judged, or is outdated. */
                            problem: unknown | null;
                            reason: string | null;
                            requestedOwner: string;
                            /** @enum {string} */
                            status: "queued" | "judging" | "waiting" | "canary" | "failed" | "approved" | "rejected" | "outdated";
                            verdict: ("passed" | "failed" | "overridden") | null;
                            /** @description Number of the version that is to become the champion. */
                            version: number;
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runsList: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            attempts: number;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: uuid */
                            datasetId: string;
                            /** @description Whether it failed for its input, for something that was away or full, or for a fault of ours. */
                            failure: ("input" | "outage" | "defect") | null;
                            finishedAt: string | null;
                            fraction: number;
                            /** @description The frozen set that it is judged on and not trained on. */
                            frozenSetId: string | null;
                            /** Format: uuid */
                            id: string;
                            /** @description Verdict, champion and its primary metric, once the run succeeded. */
                            outcome: unknown | null;
                            /** @description Why it failed. */
                            problem: unknown | null;
                            promote: boolean;
                            /** Format: uuid */
                            solutionId: string;
                            stage: string | null;
                            startedAt: string | null;
                            /** @enum {string} */
                            status: "queued" | "running" | "cancelling" | "succeeded" | "failed" | "cancelled";
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runsCreate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again within 24 hours with the same key, the request is not done again and gets the same answer. Another request with that key gets 422; while the first is under way, 409. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: uuid
                     * @description Id of the data set to train on.
                     */
                    dataset: string;
                    /**
                     * @description Ask for the promotion of the model too, if its verdict is GO.
                     * @default false
                     */
                    promote?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attempts: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: uuid */
                        datasetId: string;
                        /** @description Whether it failed for its input, for something that was away or full, or for a fault of ours. */
                        failure: ("input" | "outage" | "defect") | null;
                        finishedAt: string | null;
                        fraction: number;
                        /** @description The frozen set that it is judged on and not trained on. */
                        frozenSetId: string | null;
                        /** Format: uuid */
                        id: string;
                        /** @description Verdict, champion and its primary metric, once the run succeeded. */
                        outcome: unknown | null;
                        /** @description Why it failed. */
                        problem: unknown | null;
                        promote: boolean;
                        /** Format: uuid */
                        solutionId: string;
                        stage: string | null;
                        startedAt: string | null;
                        /** @enum {string} */
                        status: "queued" | "running" | "cancelling" | "succeeded" | "failed" | "cancelled";
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runsGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the run. */
                run: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attempts: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: uuid */
                        datasetId: string;
                        /** @description Whether it failed for its input, for something that was away or full, or for a fault of ours. */
                        failure: ("input" | "outage" | "defect") | null;
                        finishedAt: string | null;
                        fraction: number;
                        /** @description The frozen set that it is judged on and not trained on. */
                        frozenSetId: string | null;
                        /** Format: uuid */
                        id: string;
                        /** @description Verdict, champion and its primary metric, once the run succeeded. */
                        outcome: unknown | null;
                        /** @description Why it failed. */
                        problem: unknown | null;
                        promote: boolean;
                        /** Format: uuid */
                        solutionId: string;
                        stage: string | null;
                        startedAt: string | null;
                        /** @enum {string} */
                        status: "queued" | "running" | "cancelling" | "succeeded" | "failed" | "cancelled";
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runsCancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the run. */
                run: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attempts: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: uuid */
                        datasetId: string;
                        /** @description Whether it failed for its input, for something that was away or full, or for a fault of ours. */
                        failure: ("input" | "outage" | "defect") | null;
                        finishedAt: string | null;
                        fraction: number;
                        /** @description The frozen set that it is judged on and not trained on. */
                        frozenSetId: string | null;
                        /** Format: uuid */
                        id: string;
                        /** @description Verdict, champion and its primary metric, once the run succeeded. */
                        outcome: unknown | null;
                        /** @description Why it failed. */
                        problem: unknown | null;
                        promote: boolean;
                        /** Format: uuid */
                        solutionId: string;
                        stage: string | null;
                        startedAt: string | null;
                        /** @enum {string} */
                        status: "queued" | "running" | "cancelling" | "succeeded" | "failed" | "cancelled";
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runEventsFollow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the run. */
                run: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    schedulesList: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @enum {string} */
                            catchUp: "none" | "latest" | "all";
                            /** Format: date-time */
                            createdAt: string;
                            cron: string | null;
                            dataset: string | null;
                            enabled: boolean;
                            endedAt: string | null;
                            /** Format: uuid */
                            id: string;
                            /** @description The next five times. */
                            nextSlots: string[];
                            /** @enum {string} */
                            overlap: "skip" | "queue" | "cancel-previous";
                            /** @description Who set it up as it is. Somebody else approves what it promotes. */
                            owner: string;
                            pauseHours: number | null;
                            /** Format: uuid */
                            solutionId: string;
                            timeZone: string;
                            /** @enum {string} */
                            trigger: "cron" | "new-data" | "drift";
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    schedulesCreate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description What becomes of slots that passed while no worker was there; the latest is run where absent.
                     * @enum {string}
                     */
                    catchUp?: "none" | "latest" | "all";
                    /** @description Minute, hour, day of the month, month, day of the week: '0 3 * * 1'. */
                    cron?: string;
                    /** @description Always train on this data set; on the latest where absent or null. */
                    dataset?: string | null;
                    enabled?: boolean;
                    /**
                     * @description What a slot does while the run of an earlier one has not ended; it is skipped where absent.
                     * @enum {string}
                     */
                    overlap?: "skip" | "queue" | "cancel-previous";
                    /** @description Hours between the beginnings of two runs at least, for the trigger `drift`; 24 where absent. */
                    pauseHours?: number;
                    /** @description IANA name of the zone whose clock is meant; 'UTC' where absent. */
                    timeZone?: string;
                    /**
                     * @description The clock, each data set that is uploaded, or an alarm of drift or performance; the clock where absent.
                     * @enum {string}
                     */
                    trigger?: "cron" | "new-data" | "drift";
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        catchUp: "none" | "latest" | "all";
                        /** Format: date-time */
                        createdAt: string;
                        cron: string | null;
                        dataset: string | null;
                        enabled: boolean;
                        endedAt: string | null;
                        /** Format: uuid */
                        id: string;
                        /** @description The next five times. */
                        nextSlots: string[];
                        /** @enum {string} */
                        overlap: "skip" | "queue" | "cancel-previous";
                        /** @description Who set it up as it is. Somebody else approves what it promotes. */
                        owner: string;
                        pauseHours: number | null;
                        /** Format: uuid */
                        solutionId: string;
                        timeZone: string;
                        /** @enum {string} */
                        trigger: "cron" | "new-data" | "drift";
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    schedulesGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the schedule. */
                schedule: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        catchUp: "none" | "latest" | "all";
                        /** Format: date-time */
                        createdAt: string;
                        cron: string | null;
                        dataset: string | null;
                        enabled: boolean;
                        endedAt: string | null;
                        /** Format: uuid */
                        id: string;
                        /** @description The next five times. */
                        nextSlots: string[];
                        /** @enum {string} */
                        overlap: "skip" | "queue" | "cancel-previous";
                        /** @description Who set it up as it is. Somebody else approves what it promotes. */
                        owner: string;
                        pauseHours: number | null;
                        /** Format: uuid */
                        solutionId: string;
                        timeZone: string;
                        /** @enum {string} */
                        trigger: "cron" | "new-data" | "drift";
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    schedulesEnd: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the schedule. */
                schedule: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        catchUp: "none" | "latest" | "all";
                        /** Format: date-time */
                        createdAt: string;
                        cron: string | null;
                        dataset: string | null;
                        enabled: boolean;
                        endedAt: string | null;
                        /** Format: uuid */
                        id: string;
                        /** @description The next five times. */
                        nextSlots: string[];
                        /** @enum {string} */
                        overlap: "skip" | "queue" | "cancel-previous";
                        /** @description Who set it up as it is. Somebody else approves what it promotes. */
                        owner: string;
                        pauseHours: number | null;
                        /** Format: uuid */
                        solutionId: string;
                        timeZone: string;
                        /** @enum {string} */
                        trigger: "cron" | "new-data" | "drift";
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    schedulesChange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the schedule. */
                schedule: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description What becomes of slots that passed while no worker was there; the latest is run where absent.
                     * @enum {string}
                     */
                    catchUp?: "none" | "latest" | "all";
                    /** @description Minute, hour, day of the month, month, day of the week: '0 3 * * 1'. */
                    cron?: string;
                    /** @description Always train on this data set; on the latest where absent or null. */
                    dataset?: string | null;
                    enabled?: boolean;
                    /**
                     * @description What a slot does while the run of an earlier one has not ended; it is skipped where absent.
                     * @enum {string}
                     */
                    overlap?: "skip" | "queue" | "cancel-previous";
                    /** @description Hours between the beginnings of two runs at least, for the trigger `drift`; 24 where absent. */
                    pauseHours?: number;
                    /** @description IANA name of the zone whose clock is meant; 'UTC' where absent. */
                    timeZone?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        catchUp: "none" | "latest" | "all";
                        /** Format: date-time */
                        createdAt: string;
                        cron: string | null;
                        dataset: string | null;
                        enabled: boolean;
                        endedAt: string | null;
                        /** Format: uuid */
                        id: string;
                        /** @description The next five times. */
                        nextSlots: string[];
                        /** @enum {string} */
                        overlap: "skip" | "queue" | "cancel-previous";
                        /** @description Who set it up as it is. Somebody else approves what it promotes. */
                        owner: string;
                        pauseHours: number | null;
                        /** Format: uuid */
                        solutionId: string;
                        timeZone: string;
                        /** @enum {string} */
                        trigger: "cron" | "new-data" | "drift";
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    schedulesSlots: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id of the schedule. */
                schedule: string;
                /** @description Id or slug of the solution. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            decidedAt: string | null;
                            /** @description Who decided, where that was a person. */
                            decidedBy: string | null;
                            /** @description What became of the model that answers; null until it is decided. */
                            decision: ("kept" | "swapped") | null;
                            /** Format: date-time */
                            enteredAt: string;
                            /** @description By which its model is to become the one that answers. */
                            promotionId: string | null;
                            runId: string | null;
                            /** Format: date-time */
                            slotAt: string;
                            /**
                             * @description The gate is `judging` what the run made; what passes is `proposed` and waits for a person.
                             * @enum {string}
                             */
                            status: "waiting" | "started" | "skipped" | "judging" | "proposed" | "decided";
                            why: string | null;
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    batchesList: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
                /** @description Id of the task, e.g. 'default'. */
                task: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            attempts: number;
                            bytes: number;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description Null where the file came with the request. */
                            datasetId: string | null;
                            /** @description When its files were deleted because they were old enough. */
                            deletedAt: string | null;
                            failure: ("input" | "outage" | "defect") | null;
                            finishedAt: string | null;
                            /** @enum {string} */
                            format: "csv" | "jsonl" | "parquet";
                            fraction: number;
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            language: "en" | "zh";
                            /** @description Whether its answers are entered into the prediction log. */
                            log: boolean;
                            /** @description The champion when a worker began; it answers every row. */
                            modelVersion: number | null;
                            name: string;
                            /** @description Why it failed. */
                            problem: unknown | null;
                            /** @description What is wrong with those, one for each column and kind. */
                            problems: {
                                allowed?: string;
                                code: string;
                                count?: number;
                                fix?: string;
                                got?: string;
                                message: string;
                                where?: {
                                    column?: string;
                                    file?: string;
                                    path?: string;
                                    row?: number;
                                };
                            }[] | null;
                            reasons: number;
                            /** @description Rows that were not; the file of errors has each. */
                            refused: number | null;
                            rows: number | null;
                            /** @description Rows that were answered: those of the result. */
                            scored: number | null;
                            sha256: string;
                            /** Format: uuid */
                            solutionId: string;
                            startedAt: string | null;
                            /** @enum {string} */
                            status: "queued" | "running" | "cancelling" | "succeeded" | "failed" | "cancelled";
                            task: string;
                        }[];
                        /** @description What to send as 'after' for the next page; null on the last. */
                        next: string | null;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    batchesCreate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again within 24 hours with the same key, the request is not done again and gets the same answer. Another request with that key gets 422; while the first is under way, 409. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
                /** @description Id of the task, e.g. 'default'. */
                task: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: uuid
                     * @description Id of a data set of the solution.
                     */
                    dataset: string;
                    /**
                     * @description Of the result.
                     * @default csv
                     * @enum {string}
                     */
                    format?: "csv" | "jsonl" | "parquet";
                    /**
                     * @description Of remarks and reasons.
                     * @default en
                     * @enum {string}
                     */
                    language?: "en" | "zh";
                    /**
                     * @description Whether answers are entered into the prediction log, so that monitoring sees them and outcomes can be reported for them by their `prediction_id`. False for files that are no business: a back-test, a rehearsal.
                     * @default true
                     */
                    log?: boolean;
                    /**
                     * @description How many reasons each row comes with, at most.
                     * @default 0
                     */
                    reasons?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attempts: number;
                        bytes: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description Null where the file came with the request. */
                        datasetId: string | null;
                        /** @description When its files were deleted because they were old enough. */
                        deletedAt: string | null;
                        failure: ("input" | "outage" | "defect") | null;
                        finishedAt: string | null;
                        /** @enum {string} */
                        format: "csv" | "jsonl" | "parquet";
                        fraction: number;
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        language: "en" | "zh";
                        /** @description Whether its answers are entered into the prediction log. */
                        log: boolean;
                        /** @description The champion when a worker began; it answers every row. */
                        modelVersion: number | null;
                        name: string;
                        /** @description Why it failed. */
                        problem: unknown | null;
                        /** @description What is wrong with those, one for each column and kind. */
                        problems: {
                            allowed?: string;
                            code: string;
                            count?: number;
                            fix?: string;
                            got?: string;
                            message: string;
                            where?: {
                                column?: string;
                                file?: string;
                                path?: string;
                                row?: number;
                            };
                        }[] | null;
                        reasons: number;
                        /** @description Rows that were not; the file of errors has each. */
                        refused: number | null;
                        rows: number | null;
                        /** @description Rows that were answered: those of the result. */
                        scored: number | null;
                        sha256: string;
                        /** Format: uuid */
                        solutionId: string;
                        startedAt: string | null;
                        /** @enum {string} */
                        status: "queued" | "running" | "cancelling" | "succeeded" | "failed" | "cancelled";
                        task: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    batchesGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the batch. */
                batch: string;
                /** @description Id or slug of the solution. */
                solution: string;
                /** @description Id of the task, e.g. 'default'. */
                task: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attempts: number;
                        bytes: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description Null where the file came with the request. */
                        datasetId: string | null;
                        /** @description When its files were deleted because they were old enough. */
                        deletedAt: string | null;
                        failure: ("input" | "outage" | "defect") | null;
                        finishedAt: string | null;
                        /** @enum {string} */
                        format: "csv" | "jsonl" | "parquet";
                        fraction: number;
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        language: "en" | "zh";
                        /** @description Whether its answers are entered into the prediction log. */
                        log: boolean;
                        /** @description The champion when a worker began; it answers every row. */
                        modelVersion: number | null;
                        name: string;
                        /** @description Why it failed. */
                        problem: unknown | null;
                        /** @description What is wrong with those, one for each column and kind. */
                        problems: {
                            allowed?: string;
                            code: string;
                            count?: number;
                            fix?: string;
                            got?: string;
                            message: string;
                            where?: {
                                column?: string;
                                file?: string;
                                path?: string;
                                row?: number;
                            };
                        }[] | null;
                        reasons: number;
                        /** @description Rows that were not; the file of errors has each. */
                        refused: number | null;
                        rows: number | null;
                        /** @description Rows that were answered: those of the result. */
                        scored: number | null;
                        sha256: string;
                        /** Format: uuid */
                        solutionId: string;
                        startedAt: string | null;
                        /** @enum {string} */
                        status: "queued" | "running" | "cancelling" | "succeeded" | "failed" | "cancelled";
                        task: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    batchesCancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the batch. */
                batch: string;
                /** @description Id or slug of the solution. */
                solution: string;
                /** @description Id of the task, e.g. 'default'. */
                task: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attempts: number;
                        bytes: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description Null where the file came with the request. */
                        datasetId: string | null;
                        /** @description When its files were deleted because they were old enough. */
                        deletedAt: string | null;
                        failure: ("input" | "outage" | "defect") | null;
                        finishedAt: string | null;
                        /** @enum {string} */
                        format: "csv" | "jsonl" | "parquet";
                        fraction: number;
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        language: "en" | "zh";
                        /** @description Whether its answers are entered into the prediction log. */
                        log: boolean;
                        /** @description The champion when a worker began; it answers every row. */
                        modelVersion: number | null;
                        name: string;
                        /** @description Why it failed. */
                        problem: unknown | null;
                        /** @description What is wrong with those, one for each column and kind. */
                        problems: {
                            allowed?: string;
                            code: string;
                            count?: number;
                            fix?: string;
                            got?: string;
                            message: string;
                            where?: {
                                column?: string;
                                file?: string;
                                path?: string;
                                row?: number;
                            };
                        }[] | null;
                        reasons: number;
                        /** @description Rows that were not; the file of errors has each. */
                        refused: number | null;
                        rows: number | null;
                        /** @description Rows that were answered: those of the result. */
                        scored: number | null;
                        sha256: string;
                        /** Format: uuid */
                        solutionId: string;
                        startedAt: string | null;
                        /** @enum {string} */
                        status: "queued" | "running" | "cancelling" | "succeeded" | "failed" | "cancelled";
                        task: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    batchesErrors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the batch. */
                batch: string;
                /** @description Id or slug of the solution. */
                solution: string;
                /** @description Id of the task, e.g. 'default'. */
                task: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    batchesResult: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the batch. */
                batch: string;
                /** @description Id or slug of the solution. */
                solution: string;
                /** @description Id of the task, e.g. 'default'. */
                task: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    batchesUpload: {
        parameters: {
            query: {
                format?: "csv" | "jsonl" | "parquet";
                language?: "en" | "zh";
                log?: "true" | "false";
                name: string;
                reasons?: number;
            };
            header?: never;
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
                /** @description Id of the task, e.g. 'default'. */
                task: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/gzip": string;
                "application/octet-stream": string;
                "application/vnd.apache.parquet": string;
                "application/x-ndjson": string;
                "text/csv": string;
                "text/tab-separated-values": string;
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attempts: number;
                        bytes: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description Null where the file came with the request. */
                        datasetId: string | null;
                        /** @description When its files were deleted because they were old enough. */
                        deletedAt: string | null;
                        failure: ("input" | "outage" | "defect") | null;
                        finishedAt: string | null;
                        /** @enum {string} */
                        format: "csv" | "jsonl" | "parquet";
                        fraction: number;
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        language: "en" | "zh";
                        /** @description Whether its answers are entered into the prediction log. */
                        log: boolean;
                        /** @description The champion when a worker began; it answers every row. */
                        modelVersion: number | null;
                        name: string;
                        /** @description Why it failed. */
                        problem: unknown | null;
                        /** @description What is wrong with those, one for each column and kind. */
                        problems: {
                            allowed?: string;
                            code: string;
                            count?: number;
                            fix?: string;
                            got?: string;
                            message: string;
                            where?: {
                                column?: string;
                                file?: string;
                                path?: string;
                                row?: number;
                            };
                        }[] | null;
                        reasons: number;
                        /** @description Rows that were not; the file of errors has each. */
                        refused: number | null;
                        rows: number | null;
                        /** @description Rows that were answered: those of the result. */
                        scored: number | null;
                        sha256: string;
                        /** Format: uuid */
                        solutionId: string;
                        startedAt: string | null;
                        /** @enum {string} */
                        status: "queued" | "running" | "cancelling" | "succeeded" | "failed" | "cancelled";
                        task: string;
                    };
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    predictionsPredict: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again within 24 hours with the same key, the request is not done again and gets the same answer. Another request with that key gets 422; while the first is under way, 409. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Id or slug of the solution. */
                solution: string;
                /** @description Id of the task, e.g. 'default'. */
                task: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description How many reasons each answer comes with, at most.
                     * @default 0
                     */
                    reasons?: number;
                    /** @description Rows by name of their columns. */
                    rows: {
                        [key: string]: unknown;
                    }[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The champion. */
                        model: {
                            candidate: string;
                            hash: string;
                            version: number;
                        };
                        predictions: {
                            /**
                             * Format: uuid
                             * @description By which its outcome is reported later.
                             */
                            id: string;
                            prediction: {
                                [key: string]: unknown;
                            };
                            reasons?: {
                                code: string;
                                contribution: number;
                                feature: string;
                                text: {
                                    en: string;
                                    zh: string;
                                };
                                value: string;
                            }[];
                            /** @description What to know of this answer: numbers far outside what the model has learnt from. Absent where there is nothing. */
                            remarks?: {
                                en: string;
                                zh: string;
                            }[];
                            /** @description Of the model that gave this answer: the champion, or a canary. */
                            version: number;
                        }[];
                    };
                };
            };
            /** @description Refused; the problem says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused; the problem says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    inferenceServer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        extensions: string[];
                        name: string;
                        version: string;
                    };
                };
            };
            /** @description Refused; 'error' says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
        };
    };
    inferenceLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        live: boolean;
                    };
                };
            };
            /** @description Refused; 'error' says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
        };
    };
    inferenceReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        live: boolean;
                    };
                };
            };
            /** @description Refused; 'error' says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
        };
    };
    inferenceModelMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The model's name: id or slug of the solution, or 'client.slug'. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        inputs: {
                            /** @enum {string} */
                            datatype: "BOOL" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "INT8" | "INT16" | "INT32" | "INT64" | "FP16" | "FP32" | "FP64" | "BYTES";
                            name: string;
                            /** @description -1: as many as there are rows. */
                            shape: number[];
                        }[];
                        name: string;
                        outputs: {
                            /** @enum {string} */
                            datatype: "BOOL" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "INT8" | "INT16" | "INT32" | "INT64" | "FP16" | "FP32" | "FP64" | "BYTES";
                            name: string;
                            /** @description -1: as many as there are rows. */
                            shape: number[];
                        }[];
                        platform: string;
                        versions: string[];
                    };
                };
            };
            /** @description Refused; 'error' says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
        };
    };
    inferenceInfer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The model's name: id or slug of the solution, or 'client.slug'. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Comes back with the answer. */
                    id?: string;
                    /** @description One for each feature. A feature without an input is missing in all rows. */
                    inputs: {
                        /** @description Absent where it follows in binary form. null, NaN and an empty text are missing cells. */
                        data?: unknown[];
                        /**
                         * @description Any in which the values can be written; BYTES are read as in a file.
                         * @enum {string}
                         */
                        datatype: "BOOL" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "INT8" | "INT16" | "INT32" | "INT64" | "FP16" | "FP32" | "FP64" | "BYTES";
                        name: string;
                        parameters?: {
                            binary_data_size?: number;
                        } & {
                            [key: string]: unknown;
                        };
                        /** @description [n] or [n, 1] for n rows. */
                        shape: number[];
                    }[];
                    /** @description All but 'reasons' where absent. */
                    outputs?: {
                        name: string;
                        parameters?: {
                            binary_data?: boolean;
                        } & {
                            [key: string]: unknown;
                        };
                    }[];
                    parameters?: {
                        /** @description Outputs come in binary form, unless one says otherwise. */
                        binary_data_output?: boolean;
                        /** @description How many reasons each answer comes with. */
                        reasons?: number;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id?: string;
                        model_name: string;
                        model_version: string;
                        outputs: {
                            data?: unknown[];
                            /** @enum {string} */
                            datatype: "BOOL" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "INT8" | "INT16" | "INT32" | "INT64" | "FP16" | "FP32" | "FP64" | "BYTES";
                            name: string;
                            parameters?: {
                                binary_data_size: number;
                            };
                            /** @description -1: as many as there are rows. */
                            shape: number[];
                        }[];
                    };
                };
            };
            /** @description Refused; 'error' says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
        };
    };
    inferenceModelReady: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The model's name: id or slug of the solution, or 'client.slug'. */
                solution: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        name: string;
                        /** @constant */
                        ready: true;
                    };
                };
            };
            /** @description Refused; 'error' says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
        };
    };
    inferenceVersionMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The model's name: id or slug of the solution, or 'client.slug'. */
                solution: string;
                /** @description The version that answers; others are not found. */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        inputs: {
                            /** @enum {string} */
                            datatype: "BOOL" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "INT8" | "INT16" | "INT32" | "INT64" | "FP16" | "FP32" | "FP64" | "BYTES";
                            name: string;
                            /** @description -1: as many as there are rows. */
                            shape: number[];
                        }[];
                        name: string;
                        outputs: {
                            /** @enum {string} */
                            datatype: "BOOL" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "INT8" | "INT16" | "INT32" | "INT64" | "FP16" | "FP32" | "FP64" | "BYTES";
                            name: string;
                            /** @description -1: as many as there are rows. */
                            shape: number[];
                        }[];
                        platform: string;
                        versions: string[];
                    };
                };
            };
            /** @description Refused; 'error' says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
        };
    };
    inferenceInferVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The model's name: id or slug of the solution, or 'client.slug'. */
                solution: string;
                /** @description The version that answers; others are not found. */
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Comes back with the answer. */
                    id?: string;
                    /** @description One for each feature. A feature without an input is missing in all rows. */
                    inputs: {
                        /** @description Absent where it follows in binary form. null, NaN and an empty text are missing cells. */
                        data?: unknown[];
                        /**
                         * @description Any in which the values can be written; BYTES are read as in a file.
                         * @enum {string}
                         */
                        datatype: "BOOL" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "INT8" | "INT16" | "INT32" | "INT64" | "FP16" | "FP32" | "FP64" | "BYTES";
                        name: string;
                        parameters?: {
                            binary_data_size?: number;
                        } & {
                            [key: string]: unknown;
                        };
                        /** @description [n] or [n, 1] for n rows. */
                        shape: number[];
                    }[];
                    /** @description All but 'reasons' where absent. */
                    outputs?: {
                        name: string;
                        parameters?: {
                            binary_data?: boolean;
                        } & {
                            [key: string]: unknown;
                        };
                    }[];
                    parameters?: {
                        /** @description Outputs come in binary form, unless one says otherwise. */
                        binary_data_output?: boolean;
                        /** @description How many reasons each answer comes with. */
                        reasons?: number;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id?: string;
                        model_name: string;
                        model_version: string;
                        outputs: {
                            data?: unknown[];
                            /** @enum {string} */
                            datatype: "BOOL" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "INT8" | "INT16" | "INT32" | "INT64" | "FP16" | "FP32" | "FP64" | "BYTES";
                            name: string;
                            parameters?: {
                                binary_data_size: number;
                            };
                            /** @description -1: as many as there are rows. */
                            shape: number[];
                        }[];
                    };
                };
            };
            /** @description Refused; 'error' says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
        };
    };
    inferenceVersionReady: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The model's name: id or slug of the solution, or 'client.slug'. */
                solution: string;
                /** @description The version that answers; others are not found. */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        name: string;
                        /** @constant */
                        ready: true;
                    };
                };
            };
            /** @description Refused; 'error' says why. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            429: {
                headers: {
                    /** @description Seconds until the next request is taken. */
                    "retry-after": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
            /** @description Refused; 'error' says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceError"];
                };
            };
        };
    };
}
