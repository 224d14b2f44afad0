// Written by `node services/api-document.ts` from the services' route schemas. Do not edit.
export interface paths {
    "/api/auth/access-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who signed in, was refused, or changed rights: newest first */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    event?: "signed-in" | "signed-out" | "refused" | "locked-out" | "refresh-reused" | "enrolment-code-created" | "enrolled" | "enrolment-refused" | "unenrolled" | "approved" | "approval-refused" | "user-created" | "user-changed" | "role-changed" | "user-deactivated" | "user-reactivated" | "pin-changed" | "password-changed" | "store-created" | "store-changed" | "register-created" | "register-changed";
                    from?: string;
                    limit?: number;
                    to?: string;
                    userId?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                actorId: string | null;
                                actorName: string | null;
                                address: string;
                                at: string;
                                detail: string | null;
                                event: "signed-in" | "signed-out" | "refused" | "locked-out" | "refresh-reused" | "enrolment-code-created" | "enrolled" | "enrolment-refused" | "unenrolled" | "approved" | "approval-refused" | "user-created" | "user-changed" | "role-changed" | "user-deactivated" | "user-reactivated" | "pin-changed" | "password-changed" | "store-created" | "store-changed" | "register-created" | "register-changed";
                                id: string;
                                registerId: string | null;
                                requestId: string;
                                storeId: string | null;
                                userId: string | null;
                                userName: string | null;
                            }[];
                            nextCursor?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Allow a discount or refund at the till with an approver's PIN */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        approverId: string;
                        permission: "sale:discount" | "sale:refund";
                        pin: string;
                        reason: string;
                        saleId: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            approver: {
                                displayName: string;
                                id: string;
                                role: "owner" | "manager" | "cashier" | "auditor";
                            };
                            expiresAt: string;
                            token: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/approvers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who at this store may approve something */
        get: {
            parameters: {
                query: {
                    permission: "sale:discount" | "sale:refund";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                displayName: string;
                                id: string;
                                role: "owner" | "manager" | "cashier" | "auditor";
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/demo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Codes to try CloudPOS out with; none where real data are kept */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            enrolmentCodes: string[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/enrolments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enrol this browser as a register with a code */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            deviceToken: string;
                            register: {
                                code: string;
                                enrolled: boolean;
                                id: string;
                                name: string;
                                storeId: string;
                            };
                            store: {
                                cashRoundingMinor: number;
                                code: string;
                                currency: string;
                                id: string;
                                locale: string;
                                name: string;
                                pricesIncludeTax: boolean;
                                receiptFooter: string[];
                                receiptHeader: string[];
                                revision: number;
                                timeZone: string;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the auth service runs */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            service: string;
                            /** @enum {string} */
                            status: "ok";
                            uptimeSeconds: number;
                            version: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in, where */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            register?: {
                                code: string;
                                enrolled: boolean;
                                id: string;
                                name: string;
                                storeId: string;
                            };
                            store: {
                                cashRoundingMinor: number;
                                code: string;
                                currency: string;
                                id: string;
                                locale: string;
                                name: string;
                                pricesIncludeTax: boolean;
                                receiptFooter: string[];
                                receiptHeader: string[];
                                revision: number;
                                timeZone: string;
                            };
                            stores: {
                                code: string;
                                id: string;
                                name: string;
                            }[];
                            user: {
                                active: boolean;
                                createdAt: string;
                                displayName: string;
                                email: string | null;
                                hasPassword: boolean;
                                hasPin: boolean;
                                id: string;
                                lastSignInAt: string | null;
                                revision: number;
                                role: "owner" | "manager" | "cashier" | "auditor";
                                storeIds: string[];
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change one's own password */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        currentPassword: string;
                        password: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/me/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change one's own PIN */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        currentPin: string;
                        pin: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/password-sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in to the back office with e-mail address and password */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        email: string;
                        password: string;
                        storeId?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            accessToken: string;
                            expiresAt: string;
                            register?: {
                                code: string;
                                enrolled: boolean;
                                id: string;
                                name: string;
                                storeId: string;
                            };
                            sessionEndsAt: string;
                            store: {
                                cashRoundingMinor: number;
                                code: string;
                                currency: string;
                                id: string;
                                locale: string;
                                name: string;
                                pricesIncludeTax: boolean;
                                receiptFooter: string[];
                                receiptHeader: string[];
                                revision: number;
                                timeZone: string;
                            };
                            stores: {
                                code: string;
                                id: string;
                                name: string;
                            }[];
                            user: {
                                displayName: string;
                                id: string;
                                role: "owner" | "manager" | "cashier" | "auditor";
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Continue a session: a new access token for the cookie */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        storeId?: string;
                        userId?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            accessToken: string;
                            expiresAt: string;
                            register?: {
                                code: string;
                                enrolled: boolean;
                                id: string;
                                name: string;
                                storeId: string;
                            };
                            sessionEndsAt: string;
                            store: {
                                cashRoundingMinor: number;
                                code: string;
                                currency: string;
                                id: string;
                                locale: string;
                                name: string;
                                pricesIncludeTax: boolean;
                                receiptFooter: string[];
                                receiptHeader: string[];
                                revision: number;
                                timeZone: string;
                            };
                            stores: {
                                code: string;
                                id: string;
                                name: string;
                            }[];
                            user: {
                                displayName: string;
                                id: string;
                                role: "owner" | "manager" | "cashier" | "auditor";
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/registers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Registers of one's stores */
        get: {
            parameters: {
                query?: {
                    storeId?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                code: string;
                                enrolled: boolean;
                                enrolledAt: string | null;
                                id: string;
                                lastSignInAt: string | null;
                                name: string;
                                storeId: string;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        /** Create a register */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code: string;
                        name: string;
                        storeId: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            enrolled: boolean;
                            enrolledAt: string | null;
                            id: string;
                            lastSignInAt: string | null;
                            name: string;
                            storeId: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/registers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Rename a register */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            enrolled: boolean;
                            enrolledAt: string | null;
                            id: string;
                            lastSignInAt: string | null;
                            name: string;
                            storeId: string;
                        };
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/auth/registers/{id}/device": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a register's enrolment: its device can no longer be signed in at */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/registers/{id}/enrolment-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a code that enrols a browser as this register */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            expiresAt: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in at a register with a PIN */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "x-device-token"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        pin: string;
                        userId: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            accessToken: string;
                            expiresAt: string;
                            register: {
                                code: string;
                                enrolled: boolean;
                                id: string;
                                name: string;
                                storeId: string;
                            };
                            sessionEndsAt: string;
                            store: {
                                cashRoundingMinor: number;
                                code: string;
                                currency: string;
                                id: string;
                                locale: string;
                                name: string;
                                pricesIncludeTax: boolean;
                                receiptFooter: string[];
                                receiptHeader: string[];
                                revision: number;
                                timeZone: string;
                            };
                            stores: {
                                code: string;
                                id: string;
                                name: string;
                            }[];
                            user: {
                                displayName: string;
                                id: string;
                                role: "owner" | "manager" | "cashier" | "auditor";
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-in-options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a register shows before anyone has signed in */
        get: {
            parameters: {
                query?: never;
                header?: {
                    "x-device-token"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            register: {
                                code: string;
                                enrolled: boolean;
                                id: string;
                                name: string;
                                storeId: string;
                            };
                            staff: {
                                displayName: string;
                                id: string;
                                role: "owner" | "manager" | "cashier" | "auditor";
                            }[];
                            store: {
                                cashRoundingMinor: number;
                                code: string;
                                currency: string;
                                id: string;
                                locale: string;
                                name: string;
                                pricesIncludeTax: boolean;
                                receiptFooter: string[];
                                receiptHeader: string[];
                                revision: number;
                                timeZone: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the session of the cookie */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/stores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stores: all for an owner, otherwise those one works in */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                cashRoundingMinor: number;
                                code: string;
                                currency: string;
                                id: string;
                                locale: string;
                                name: string;
                                pricesIncludeTax: boolean;
                                receiptFooter: string[];
                                receiptHeader: string[];
                                revision: number;
                                timeZone: string;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        /** Create a store */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        cashRoundingMinor: number;
                        code: string;
                        currency: string;
                        locale: string;
                        name: string;
                        pricesIncludeTax: boolean;
                        receiptFooter: string[];
                        receiptHeader: string[];
                        timeZone: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            cashRoundingMinor: number;
                            code: string;
                            currency: string;
                            id: string;
                            locale: string;
                            name: string;
                            pricesIncludeTax: boolean;
                            receiptFooter: string[];
                            receiptHeader: string[];
                            revision: number;
                            timeZone: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/stores/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a store's settings */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        cashRoundingMinor?: number;
                        locale?: string;
                        name?: string;
                        pricesIncludeTax?: boolean;
                        receiptFooter?: string[];
                        receiptHeader?: string[];
                        revision?: number;
                        timeZone?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            cashRoundingMinor: number;
                            code: string;
                            currency: string;
                            id: string;
                            locale: string;
                            name: string;
                            pricesIncludeTax: boolean;
                            receiptFooter: string[];
                            receiptHeader: string[];
                            revision: number;
                            timeZone: string;
                        };
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/auth/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People: all for an owner, otherwise those of one's stores */
        get: {
            parameters: {
                query?: {
                    storeId?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                active: boolean;
                                createdAt: string;
                                displayName: string;
                                email: string | null;
                                hasPassword: boolean;
                                hasPin: boolean;
                                id: string;
                                lastSignInAt: string | null;
                                revision: number;
                                role: "owner" | "manager" | "cashier" | "auditor";
                                storeIds: string[];
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        /** Create a person */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        displayName: string;
                        email?: string;
                        password?: string;
                        pin?: string;
                        role: "owner" | "manager" | "cashier" | "auditor";
                        storeIds: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            active: boolean;
                            createdAt: string;
                            displayName: string;
                            email: string | null;
                            hasPassword: boolean;
                            hasPin: boolean;
                            id: string;
                            lastSignInAt: string | null;
                            revision: number;
                            role: "owner" | "manager" | "cashier" | "auditor";
                            storeIds: string[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a person */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        active?: boolean;
                        displayName?: string;
                        email?: string | null;
                        revision?: number;
                        role?: "owner" | "manager" | "cashier" | "auditor";
                        storeIds?: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            active: boolean;
                            createdAt: string;
                            displayName: string;
                            email: string | null;
                            hasPassword: boolean;
                            hasPin: boolean;
                            id: string;
                            lastSignInAt: string | null;
                            revision: number;
                            role: "owner" | "manager" | "cashier" | "auditor";
                            storeIds: string[];
                        };
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/auth/users/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Give a person a new password */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        password: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/users/{id}/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Give a person a new PIN */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        pin: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Customers by name, or those that a search means */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                    search?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                createdAt: string;
                                email: string | null;
                                erasedAt: string | null;
                                id: string;
                                loyaltyPoints: number;
                                marketingEmail: boolean;
                                name: string;
                                notes: string | null;
                                number: string;
                                phone: string | null;
                                updatedAt: string;
                            }[];
                            nextCursor?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        /** Add a customer; idempotent by its id */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        email?: string;
                        id: string;
                        name: string;
                        notes?: string;
                        phone?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            createdAt: string;
                            email: string | null;
                            erasedAt: string | null;
                            id: string;
                            loyaltyPoints: number;
                            marketingEmail: boolean;
                            name: string;
                            notes: string | null;
                            number: string;
                            phone: string | null;
                            updatedAt: string;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            createdAt: string;
                            email: string | null;
                            erasedAt: string | null;
                            id: string;
                            loyaltyPoints: number;
                            marketingEmail: boolean;
                            name: string;
                            notes: string | null;
                            number: string;
                            phone: string | null;
                            updatedAt: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One customer */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            createdAt: string;
                            email: string | null;
                            erasedAt: string | null;
                            id: string;
                            loyaltyPoints: number;
                            marketingEmail: boolean;
                            name: string;
                            notes: string | null;
                            number: string;
                            phone: string | null;
                            updatedAt: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what is named; null removes */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        email?: string | null;
                        name?: string;
                        notes?: string | null;
                        phone?: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            createdAt: string;
                            email: string | null;
                            erasedAt: string | null;
                            id: string;
                            loyaltyPoints: number;
                            marketingEmail: boolean;
                            name: string;
                            notes: string | null;
                            number: string;
                            phone: string | null;
                            updatedAt: string;
                        };
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/customers/customers/{id}/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a customer agreed to and withdrew, newest first */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                actor: {
                                    name: string;
                                    userId: string;
                                };
                                at: string;
                                granted: boolean;
                                purpose: "marketing-email";
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        /** Note that a customer gave or withdrew a consent */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        granted: boolean;
                        purpose: "marketing-email";
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            actor: {
                                name: string;
                                userId: string;
                            };
                            at: string;
                            granted: boolean;
                            purpose: "marketing-email";
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/customers/{id}/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Destroy a customer's personal data, for good */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            erasedAt: string;
                            id: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/customers/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that is known of a customer */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            consents: {
                                actor: {
                                    name: string;
                                    userId: string;
                                };
                                at: string;
                                granted: boolean;
                                purpose: "marketing-email";
                            }[];
                            customer: {
                                createdAt: string;
                                email: string | null;
                                erasedAt: string | null;
                                id: string;
                                loyaltyPoints: number;
                                marketingEmail: boolean;
                                name: string;
                                notes: string | null;
                                number: string;
                                phone: string | null;
                                updatedAt: string;
                            };
                            exportedAt: string;
                            loyalty: {
                                actor?: {
                                    name: string;
                                    userId: string;
                                };
                                at: string;
                                id: string;
                                kind: "sale" | "return" | "adjustment";
                                points: number;
                                reason?: string;
                                saleId?: string;
                                storeId: string;
                            }[];
                            sales: {
                                currency: string;
                                points: number;
                                receiptNumber: string;
                                registerId: string;
                                saleId: string;
                                soldAt: string;
                                storeId: string;
                                totalMinor: number;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/customers/{id}/loyalty": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Points of a customer with the ledger behind them, newest first */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            balancePoints: number;
                            items: {
                                actor?: {
                                    name: string;
                                    userId: string;
                                };
                                at: string;
                                id: string;
                                kind: "sale" | "return" | "adjustment";
                                points: number;
                                reason?: string;
                                saleId?: string;
                                storeId: string;
                            }[];
                            nextCursor?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/customers/{id}/loyalty/adjustments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give or take points by hand; idempotent by its id */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id: string;
                        points: number;
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            actor?: {
                                name: string;
                                userId: string;
                            };
                            at: string;
                            id: string;
                            kind: "sale" | "return" | "adjustment";
                            points: number;
                            reason?: string;
                            saleId?: string;
                            storeId: string;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            actor?: {
                                name: string;
                                userId: string;
                            };
                            at: string;
                            id: string;
                            kind: "sale" | "return" | "adjustment";
                            points: number;
                            reason?: string;
                            saleId?: string;
                            storeId: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/customers/{id}/sales": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sales of a customer in all stores, newest first */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                currency: string;
                                points: number;
                                receiptNumber: string;
                                registerId: string;
                                saleId: string;
                                soldAt: string;
                                storeId: string;
                                totalMinor: number;
                            }[];
                            nextCursor?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the customer service runs */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            service: string;
                            /** @enum {string} */
                            status: "ok";
                            uptimeSeconds: number;
                            version: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/docs/json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All categories */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                id: string;
                                name: string;
                                position: number;
                                productCount: number;
                                revision: number;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        /** Create a category */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id: string;
                        name: string;
                        position?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            name: string;
                            position: number;
                            productCount: number;
                            revision: number;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            name: string;
                            position: number;
                            productCount: number;
                            revision: number;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/categories/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Rename or move a category */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name?: string;
                        position?: number;
                        revision: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            name: string;
                            position: number;
                            productCount: number;
                            revision: number;
                        };
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/inventory/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the inventory service runs */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            service: string;
                            /** @enum {string} */
                            status: "ok";
                            uptimeSeconds: number;
                            version: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Preview an import of products from a CSV */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "text/csv": string;
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            appliedAt: string | null;
                            changedCount: number;
                            createdAt: string;
                            errorCount: number;
                            errors: {
                                column: string | null;
                                line: number;
                                message: string;
                            }[];
                            id: string;
                            newCategories: string[];
                            newCount: number;
                            rowCount: number;
                            samples: {
                                action: "new" | "changed";
                                columns: string[];
                                line: number;
                                name: string;
                                sku: string;
                            }[];
                            status: "ready" | "faulty" | "applied";
                            unchangedCount: number;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An import: its preview and whether it was applied */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            appliedAt: string | null;
                            changedCount: number;
                            createdAt: string;
                            errorCount: number;
                            errors: {
                                column: string | null;
                                line: number;
                                message: string;
                            }[];
                            id: string;
                            newCategories: string[];
                            newCount: number;
                            rowCount: number;
                            samples: {
                                action: "new" | "changed";
                                columns: string[];
                                line: number;
                                name: string;
                                sku: string;
                            }[];
                            status: "ready" | "faulty" | "applied";
                            unchangedCount: number;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/imports/{id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Apply a previewed import: all or nothing, once */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            appliedAt: string | null;
                            changedCount: number;
                            createdAt: string;
                            errorCount: number;
                            errors: {
                                column: string | null;
                                line: number;
                                message: string;
                            }[];
                            id: string;
                            newCategories: string[];
                            newCount: number;
                            rowCount: number;
                            samples: {
                                action: "new" | "changed";
                                columns: string[];
                                line: number;
                                name: string;
                                sku: string;
                            }[];
                            status: "ready" | "faulty" | "applied";
                            unchangedCount: number;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/product-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Product groups by name */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                id: string;
                                name: string;
                                options: {
                                    name: string;
                                    values: string[];
                                }[];
                                revision: number;
                                variantCount: number;
                            }[];
                            nextCursor?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        /** Create a product group with its variants */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        categoryId: string;
                        defaultPriceMinor: number;
                        id: string;
                        name: string;
                        options: {
                            name: string;
                            values: string[];
                        }[];
                        taxClass: string;
                        variants: {
                            barcodes?: string[];
                            defaultPriceMinor?: number;
                            id: string;
                            options: {
                                name: string;
                                value: string;
                            }[];
                            sku: string;
                        }[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            name: string;
                            options: {
                                name: string;
                                values: string[];
                            }[];
                            revision: number;
                            variantCount: number;
                            variants: {
                                archived: boolean;
                                barcode: string | null;
                                barcodes: string[];
                                category: string;
                                categoryId: string;
                                currency: string;
                                defaultPriceMinor: number;
                                groupId: string | null;
                                id: string;
                                name: string;
                                options: {
                                    name: string;
                                    value: string;
                                }[];
                                priceMinor: number;
                                reorderLevelMilli: number | null;
                                revision: number;
                                sku: string;
                                stockOnHandMilli: number;
                                storePriceMinor: number | null;
                                taxClass: string;
                                taxRateBasisPoints: number;
                                updatedAt: string;
                            }[];
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            name: string;
                            options: {
                                name: string;
                                values: string[];
                            }[];
                            revision: number;
                            variantCount: number;
                            variants: {
                                archived: boolean;
                                barcode: string | null;
                                barcodes: string[];
                                category: string;
                                categoryId: string;
                                currency: string;
                                defaultPriceMinor: number;
                                groupId: string | null;
                                id: string;
                                name: string;
                                options: {
                                    name: string;
                                    value: string;
                                }[];
                                priceMinor: number;
                                reorderLevelMilli: number | null;
                                revision: number;
                                sku: string;
                                stockOnHandMilli: number;
                                storePriceMinor: number | null;
                                taxClass: string;
                                taxRateBasisPoints: number;
                                updatedAt: string;
                            }[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/product-groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A product group with its variants */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            name: string;
                            options: {
                                name: string;
                                values: string[];
                            }[];
                            revision: number;
                            variantCount: number;
                            variants: {
                                archived: boolean;
                                barcode: string | null;
                                barcodes: string[];
                                category: string;
                                categoryId: string;
                                currency: string;
                                defaultPriceMinor: number;
                                groupId: string | null;
                                id: string;
                                name: string;
                                options: {
                                    name: string;
                                    value: string;
                                }[];
                                priceMinor: number;
                                reorderLevelMilli: number | null;
                                revision: number;
                                sku: string;
                                stockOnHandMilli: number;
                                storePriceMinor: number | null;
                                taxClass: string;
                                taxRateBasisPoints: number;
                                updatedAt: string;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a product group's name or options */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name?: string;
                        options?: {
                            name: string;
                            values: string[];
                        }[];
                        revision: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            name: string;
                            options: {
                                name: string;
                                values: string[];
                            }[];
                            revision: number;
                            variantCount: number;
                            variants: {
                                archived: boolean;
                                barcode: string | null;
                                barcodes: string[];
                                category: string;
                                categoryId: string;
                                currency: string;
                                defaultPriceMinor: number;
                                groupId: string | null;
                                id: string;
                                name: string;
                                options: {
                                    name: string;
                                    value: string;
                                }[];
                                priceMinor: number;
                                reorderLevelMilli: number | null;
                                revision: number;
                                sku: string;
                                stockOnHandMilli: number;
                                storePriceMinor: number | null;
                                taxClass: string;
                                taxRateBasisPoints: number;
                                updatedAt: string;
                            }[];
                        };
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/inventory/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Products by name, with price and stock of the own store */
        get: {
            parameters: {
                query?: {
                    archived?: "no" | "only" | "also";
                    categoryId?: string;
                    cursor?: string;
                    groupId?: string;
                    limit?: number;
                    search?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                archived: boolean;
                                barcode: string | null;
                                barcodes: string[];
                                category: string;
                                categoryId: string;
                                currency: string;
                                defaultPriceMinor: number;
                                groupId: string | null;
                                id: string;
                                name: string;
                                options: {
                                    name: string;
                                    value: string;
                                }[];
                                priceMinor: number;
                                reorderLevelMilli: number | null;
                                revision: number;
                                sku: string;
                                stockOnHandMilli: number;
                                storePriceMinor: number | null;
                                taxClass: string;
                                taxRateBasisPoints: number;
                                updatedAt: string;
                            }[];
                            nextCursor?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        /** Create a product or a variant */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        barcodes?: string[];
                        categoryId: string;
                        defaultPriceMinor: number;
                        groupId?: string;
                        id: string;
                        name: string;
                        options?: {
                            name: string;
                            value: string;
                        }[];
                        reorderLevelMilli?: number | null;
                        sku: string;
                        storePriceMinor?: number | null;
                        taxClass: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            archived: boolean;
                            barcode: string | null;
                            barcodes: string[];
                            category: string;
                            categoryId: string;
                            currency: string;
                            defaultPriceMinor: number;
                            groupId: string | null;
                            id: string;
                            name: string;
                            options: {
                                name: string;
                                value: string;
                            }[];
                            priceMinor: number;
                            reorderLevelMilli: number | null;
                            revision: number;
                            sku: string;
                            stockOnHandMilli: number;
                            storePriceMinor: number | null;
                            taxClass: string;
                            taxRateBasisPoints: number;
                            updatedAt: string;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            archived: boolean;
                            barcode: string | null;
                            barcodes: string[];
                            category: string;
                            categoryId: string;
                            currency: string;
                            defaultPriceMinor: number;
                            groupId: string | null;
                            id: string;
                            name: string;
                            options: {
                                name: string;
                                value: string;
                            }[];
                            priceMinor: number;
                            reorderLevelMilli: number | null;
                            revision: number;
                            sku: string;
                            stockOnHandMilli: number;
                            storePriceMinor: number | null;
                            taxClass: string;
                            taxRateBasisPoints: number;
                            updatedAt: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/products.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The catalogue as a CSV that can be imported, with prices and stock of the own store */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/products/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A product, archived ones too */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            archived: boolean;
                            barcode: string | null;
                            barcodes: string[];
                            category: string;
                            categoryId: string;
                            currency: string;
                            defaultPriceMinor: number;
                            groupId: string | null;
                            id: string;
                            name: string;
                            options: {
                                name: string;
                                value: string;
                            }[];
                            priceMinor: number;
                            reorderLevelMilli: number | null;
                            revision: number;
                            sku: string;
                            stockOnHandMilli: number;
                            storePriceMinor: number | null;
                            taxClass: string;
                            taxRateBasisPoints: number;
                            updatedAt: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a product */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        archived?: boolean;
                        barcodes?: string[];
                        categoryId?: string;
                        defaultPriceMinor?: number;
                        name?: string;
                        options?: {
                            name: string;
                            value: string;
                        }[];
                        reorderLevelMilli?: number | null;
                        revision: number;
                        sku?: string;
                        storePriceMinor?: number | null;
                        taxClass?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            archived: boolean;
                            barcode: string | null;
                            barcodes: string[];
                            category: string;
                            categoryId: string;
                            currency: string;
                            defaultPriceMinor: number;
                            groupId: string | null;
                            id: string;
                            name: string;
                            options: {
                                name: string;
                                value: string;
                            }[];
                            priceMinor: number;
                            reorderLevelMilli: number | null;
                            revision: number;
                            sku: string;
                            stockOnHandMilli: number;
                            storePriceMinor: number | null;
                            taxClass: string;
                            taxRateBasisPoints: number;
                            updatedAt: string;
                        };
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/inventory/products/{id}/movements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The stock ledger of a product in the own store, newest first */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                note: string | null;
                                occurredAt: string;
                                quantityMilli: number;
                                reason: "opening" | "sale" | "return" | "received" | "damaged" | "counted" | "stolen" | "other";
                                recordedAt: string;
                                sourceId: string;
                                stockOnHandMilli: number;
                                userId: string | null;
                            }[];
                            nextCursor?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/products/by-barcode/{barcode}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The product a scanner has read */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    barcode: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            archived: boolean;
                            barcode: string | null;
                            barcodes: string[];
                            category: string;
                            categoryId: string;
                            currency: string;
                            defaultPriceMinor: number;
                            groupId: string | null;
                            id: string;
                            name: string;
                            options: {
                                name: string;
                                value: string;
                            }[];
                            priceMinor: number;
                            reorderLevelMilli: number | null;
                            revision: number;
                            sku: string;
                            stockOnHandMilli: number;
                            storePriceMinor: number | null;
                            taxClass: string;
                            taxRateBasisPoints: number;
                            updatedAt: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/products/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What changed in the catalogue since a cursor: how registers keep their copy */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    since?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                archived: boolean;
                                barcode: string | null;
                                barcodes: string[];
                                category: string;
                                categoryId: string;
                                currency: string;
                                defaultPriceMinor: number;
                                groupId: string | null;
                                id: string;
                                name: string;
                                options: {
                                    name: string;
                                    value: string;
                                }[];
                                priceMinor: number;
                                revision: number;
                                sku: string;
                                storePriceMinor: number | null;
                                taxClass: string;
                                taxRateBasisPoints: number;
                                updatedAt: string;
                            }[];
                            more: boolean;
                            nextCursor: string;
                            removedIds: string[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/stock-adjustments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Receive, count or write off stock of the own store */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id: string;
                        lines: {
                            productId: string;
                            quantityMilli: number;
                        }[];
                        note?: string;
                        reason: "received" | "damaged" | "counted" | "stolen" | "other";
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            lines: {
                                changeMilli: number;
                                productId: string;
                                stockOnHandMilli: number;
                            }[];
                            note: string | null;
                            reason: "received" | "damaged" | "counted" | "stolen" | "other";
                            recordedAt: string;
                            userId: string;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            lines: {
                                changeMilli: number;
                                productId: string;
                                stockOnHandMilli: number;
                            }[];
                            note: string | null;
                            reason: "received" | "damaged" | "counted" | "stolen" | "other";
                            recordedAt: string;
                            userId: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/stock/low": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Products at or below their reorder level in the own store */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            count: number;
                            items: {
                                archived: boolean;
                                barcode: string | null;
                                barcodes: string[];
                                category: string;
                                categoryId: string;
                                currency: string;
                                defaultPriceMinor: number;
                                groupId: string | null;
                                id: string;
                                name: string;
                                options: {
                                    name: string;
                                    value: string;
                                }[];
                                priceMinor: number;
                                reorderLevelMilli: number | null;
                                revision: number;
                                sku: string;
                                stockOnHandMilli: number;
                                storePriceMinor: number | null;
                                taxClass: string;
                                taxRateBasisPoints: number;
                                updatedAt: string;
                            }[];
                            nextCursor?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/tax-classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All tax classes with the rates of the own store */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                code: string;
                                defaultRateBasisPoints: number;
                                name: string;
                                rateBasisPoints: number;
                                revision: number;
                                storeRateBasisPoints: number | null;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        /** Create a tax class */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code: string;
                        defaultRateBasisPoints: number;
                        name: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            defaultRateBasisPoints: number;
                            name: string;
                            rateBasisPoints: number;
                            revision: number;
                            storeRateBasisPoints: number | null;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            defaultRateBasisPoints: number;
                            name: string;
                            rateBasisPoints: number;
                            revision: number;
                            storeRateBasisPoints: number | null;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/tax-classes/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a tax class or the own store's rate */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        defaultRateBasisPoints?: number;
                        name?: string;
                        revision: number;
                        storeRateBasisPoints?: number | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            defaultRateBasisPoints: number;
                            name: string;
                            rateBasisPoints: number;
                            revision: number;
                            storeRateBasisPoints: number | null;
                        };
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The gateway's Prometheus metrics */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages of the own store and what became of them, the newest first */
        get: {
            parameters: {
                query?: {
                    channel?: "email" | "webhook";
                    cursor?: string;
                    kind?: "receipt" | "stock-low" | "shift-closed" | "webhook-event" | "webhook-test";
                    limit?: number;
                    saleId?: string;
                    status?: "queued" | "sent" | "dead";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            deadCount: number;
                            items: {
                                attempts: number;
                                channel: "email" | "webhook";
                                createdAt: string;
                                id: string;
                                kind: "receipt" | "stock-low" | "shift-closed" | "webhook-event" | "webhook-test";
                                lastError: string | null;
                                nextAttemptAt: string | null;
                                recipient: string;
                                saleId: string | null;
                                sentAt: string | null;
                                status: "queued" | "sent" | "dead";
                                subject: string;
                                webhookId: string | null;
                            }[];
                            nextCursor?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/deliveries/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries a dead message again */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            attempts: number;
                            channel: "email" | "webhook";
                            createdAt: string;
                            id: string;
                            kind: "receipt" | "stock-low" | "shift-closed" | "webhook-event" | "webhook-test";
                            lastError: string | null;
                            nextAttemptAt: string | null;
                            recipient: string;
                            saleId: string | null;
                            sentAt: string | null;
                            status: "queued" | "sent" | "dead";
                            subject: string;
                            webhookId: string | null;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the notification service runs */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            service: string;
                            /** @enum {string} */
                            status: "ok";
                            uptimeSeconds: number;
                            version: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends the receipt of a sale by e-mail */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        email: string;
                        saleId: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            attempts: number;
                            channel: "email" | "webhook";
                            createdAt: string;
                            id: string;
                            kind: "receipt" | "stock-low" | "shift-closed" | "webhook-event" | "webhook-test";
                            lastError: string | null;
                            nextAttemptAt: string | null;
                            recipient: string;
                            saleId: string | null;
                            sentAt: string | null;
                            status: "queued" | "sent" | "dead";
                            subject: string;
                            webhookId: string | null;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who in the own store is told what */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            shiftClosed: string[];
                            shiftDifferenceMinor: number;
                            stockLow: string[];
                        };
                    };
                };
            };
        };
        /** Changes who in the own store is told what */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        shiftClosed: string[];
                        shiftDifferenceMinor: number;
                        stockLow: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            shiftClosed: string[];
                            shiftDifferenceMinor: number;
                            stockLow: string[];
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Webhooks of the own store */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                createdAt: string;
                                enabled: boolean;
                                events: ("sale.completed" | "shift.closed" | "stock.low")[];
                                id: string;
                                url: string;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        /** Makes a webhook; the answer is the only one that shows its secret */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        events: ("sale.completed" | "shift.closed" | "stock.low")[];
                        url: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            createdAt: string;
                            enabled: boolean;
                            events: ("sale.completed" | "shift.closed" | "stock.low")[];
                            id: string;
                            secret: string;
                            url: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes a webhook */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /** Changes a webhook, or switches it on or off */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        enabled?: boolean;
                        events?: ("sale.completed" | "shift.closed" | "stock.low")[];
                        url?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            createdAt: string;
                            enabled: boolean;
                            events: ("sale.completed" | "shift.closed" | "stock.low")[];
                            id: string;
                            url: string;
                        };
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/notifications/webhooks/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replaces a webhook's secret at once */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            createdAt: string;
                            enabled: boolean;
                            events: ("sale.completed" | "shift.closed" | "stock.low")[];
                            id: string;
                            secret: string;
                            url: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a message that tries a webhook out */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            attempts: number;
                            channel: "email" | "webhook";
                            createdAt: string;
                            id: string;
                            kind: "receipt" | "stock-low" | "shift-closed" | "webhook-event" | "webhook-test";
                            lastError: string | null;
                            nextAttemptAt: string | null;
                            recipient: string;
                            saleId: string | null;
                            sentAt: string | null;
                            status: "queued" | "sent" | "dead";
                            subject: string;
                            webhookId: string | null;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/discrepancies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Money of sales that could not be moved as they say, newest first */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                amountMinor: number;
                                at: string;
                                paymentId: string | null;
                                problem: string;
                                saleId: string;
                            }[];
                            nextCursor?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/gift-cards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A code for a new gift card; worth something once a sale's line has sold it */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/gift-cards/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Balance and ledger of a gift card, valid in all stores */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            availableMinor: number;
                            balanceMinor: number;
                            createdAt: string;
                            currency: string;
                            entries: {
                                amountMinor: number;
                                at: string;
                                kind: "issue" | "redeem" | "refund" | "take-back";
                                saleId: string;
                                storeId: string;
                            }[];
                            lastFour: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the payment service runs */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            service: string;
                            /** @enum {string} */
                            status: "ok";
                            uptimeSeconds: number;
                            version: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Payments of the own store, newest first */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                    saleId?: string;
                    status?: "authorising" | "approved" | "declined" | "unknown" | "captured" | "cancelling" | "cancelled" | "refund-pending" | "partially-refunded" | "refunded" | "failed";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                amountMinor: number;
                                capturedMinor: number;
                                card?: {
                                    brand: string;
                                    lastFour: string;
                                };
                                createdAt: string;
                                currency: string;
                                declineReason?: string;
                                failure?: string;
                                giftCardLastFour?: string;
                                id: string;
                                kind: "card" | "gift-card";
                                refundedMinor: number;
                                refunds: {
                                    amountMinor: number;
                                    createdAt: string;
                                    failure?: string;
                                    id: string;
                                    saleId: string;
                                    status: "pending" | "done" | "failed";
                                }[];
                                registerId: string;
                                saleId: string | null;
                                status: "authorising" | "approved" | "declined" | "unknown" | "captured" | "cancelling" | "cancelled" | "refund-pending" | "partially-refunded" | "refunded" | "failed";
                                storeId: string;
                                updatedAt: string;
                                userId: string;
                            }[];
                            nextCursor?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        /** Take a card or gift card payment; idempotent by its id, for ever */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        amountMinor: number;
                        currency: string;
                        giftCardCode?: string;
                        id: string;
                        kind: "card" | "gift-card";
                        saleId?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            amountMinor: number;
                            capturedMinor: number;
                            card?: {
                                brand: string;
                                lastFour: string;
                            };
                            createdAt: string;
                            currency: string;
                            declineReason?: string;
                            failure?: string;
                            giftCardLastFour?: string;
                            id: string;
                            kind: "card" | "gift-card";
                            refundedMinor: number;
                            refunds: {
                                amountMinor: number;
                                createdAt: string;
                                failure?: string;
                                id: string;
                                saleId: string;
                                status: "pending" | "done" | "failed";
                            }[];
                            registerId: string;
                            saleId: string | null;
                            status: "authorising" | "approved" | "declined" | "unknown" | "captured" | "cancelling" | "cancelled" | "refund-pending" | "partially-refunded" | "refunded" | "failed";
                            storeId: string;
                            updatedAt: string;
                            userId: string;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            amountMinor: number;
                            capturedMinor: number;
                            card?: {
                                brand: string;
                                lastFour: string;
                            };
                            createdAt: string;
                            currency: string;
                            declineReason?: string;
                            failure?: string;
                            giftCardLastFour?: string;
                            id: string;
                            kind: "card" | "gift-card";
                            refundedMinor: number;
                            refunds: {
                                amountMinor: number;
                                createdAt: string;
                                failure?: string;
                                id: string;
                                saleId: string;
                                status: "pending" | "done" | "failed";
                            }[];
                            registerId: string;
                            saleId: string | null;
                            status: "authorising" | "approved" | "declined" | "unknown" | "captured" | "cancelling" | "cancelled" | "refund-pending" | "partially-refunded" | "refunded" | "failed";
                            storeId: string;
                            updatedAt: string;
                            userId: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/payments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A payment as it is now; asks the acquirer when its outcome is unknown */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            amountMinor: number;
                            capturedMinor: number;
                            card?: {
                                brand: string;
                                lastFour: string;
                            };
                            createdAt: string;
                            currency: string;
                            declineReason?: string;
                            failure?: string;
                            giftCardLastFour?: string;
                            id: string;
                            kind: "card" | "gift-card";
                            refundedMinor: number;
                            refunds: {
                                amountMinor: number;
                                createdAt: string;
                                failure?: string;
                                id: string;
                                saleId: string;
                                status: "pending" | "done" | "failed";
                            }[];
                            registerId: string;
                            saleId: string | null;
                            status: "authorising" | "approved" | "declined" | "unknown" | "captured" | "cancelling" | "cancelled" | "refund-pending" | "partially-refunded" | "refunded" | "failed";
                            storeId: string;
                            updatedAt: string;
                            userId: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/payments/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give up a payment that no sale has claimed; its money is released */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            amountMinor: number;
                            capturedMinor: number;
                            card?: {
                                brand: string;
                                lastFour: string;
                            };
                            createdAt: string;
                            currency: string;
                            declineReason?: string;
                            failure?: string;
                            giftCardLastFour?: string;
                            id: string;
                            kind: "card" | "gift-card";
                            refundedMinor: number;
                            refunds: {
                                amountMinor: number;
                                createdAt: string;
                                failure?: string;
                                id: string;
                                saleId: string;
                                status: "pending" | "done" | "failed";
                            }[];
                            registerId: string;
                            saleId: string | null;
                            status: "authorising" | "approved" | "declined" | "unknown" | "captured" | "cancelling" | "cancelled" | "refund-pending" | "partially-refunded" | "refunded" | "failed";
                            storeId: string;
                            updatedAt: string;
                            userId: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/payments/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try again, now, what is stuck or failed of a payment */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            amountMinor: number;
                            capturedMinor: number;
                            card?: {
                                brand: string;
                                lastFour: string;
                            };
                            createdAt: string;
                            currency: string;
                            declineReason?: string;
                            failure?: string;
                            giftCardLastFour?: string;
                            id: string;
                            kind: "card" | "gift-card";
                            refundedMinor: number;
                            refunds: {
                                amountMinor: number;
                                createdAt: string;
                                failure?: string;
                                id: string;
                                saleId: string;
                                status: "pending" | "done" | "failed";
                            }[];
                            registerId: string;
                            saleId: string | null;
                            status: "authorising" | "approved" | "declined" | "unknown" | "captured" | "cancelling" | "cancelled" | "refund-pending" | "partially-refunded" | "refunded" | "failed";
                            storeId: string;
                            updatedAt: string;
                            userId: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/webhooks/stripe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Notices from Stripe, signed by it */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            received: boolean;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/cashiers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Totals by cashier */
        get: {
            parameters: {
                query: {
                    from: string;
                    to: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            currency: string;
                            from: string;
                            items: {
                                averageBasketMinor: number | null;
                                discountMinor: number;
                                name: string | null;
                                netMinor: number;
                                refundCount: number;
                                refundedMinor: number;
                                roundingMinor: number;
                                saleCount: number;
                                taxMinor: number;
                                totalMinor: number;
                                userId: string;
                            }[];
                            to: string;
                            updatedAt: string | null;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/cashiers.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Totals by cashier, as a CSV file */
        get: {
            parameters: {
                query: {
                    from: string;
                    to: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Totals by category */
        get: {
            parameters: {
                query: {
                    from: string;
                    to: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            currency: string;
                            from: string;
                            items: {
                                category: string | null;
                                discountMinor: number;
                                netMinor: number;
                                quantityMilli: number;
                                refundedMinor: number;
                                returnedMilli: number;
                                taxMinor: number;
                                totalMinor: number;
                            }[];
                            to: string;
                            updatedAt: string | null;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/categories.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Totals by category, as a CSV file */
        get: {
            parameters: {
                query: {
                    from: string;
                    to: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/days/{date}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Totals of one day of the own store, in the store's time zone */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    date: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            currency: string;
                            date: string;
                            discountMinor: number;
                            netMinor: number;
                            refundCount: number;
                            refundedMinor: number;
                            roundingMinor: number;
                            saleCount: number;
                            taxMinor: number;
                            tenders: {
                                [key: string]: number;
                            };
                            totalMinor: number;
                            updatedAt: string | null;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the reporting service runs */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            service: string;
                            /** @enum {string} */
                            status: "ok";
                            uptimeSeconds: number;
                            version: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/hours": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Totals by hour of the day */
        get: {
            parameters: {
                query: {
                    from: string;
                    to: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            currency: string;
                            from: string;
                            items: {
                                discountMinor: number;
                                hour: number;
                                netMinor: number;
                                refundCount: number;
                                refundedMinor: number;
                                roundingMinor: number;
                                saleCount: number;
                                taxMinor: number;
                                totalMinor: number;
                            }[];
                            to: string;
                            updatedAt: string | null;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/hours.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Totals by hour of the day, as a CSV file */
        get: {
            parameters: {
                query: {
                    from: string;
                    to: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Totals by product, highest first */
        get: {
            parameters: {
                query: {
                    cursor?: string;
                    from: string;
                    limit?: number;
                    sort?: "total" | "quantity" | "refunded";
                    to: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            currency: string;
                            from: string;
                            items: {
                                category: string | null;
                                discountMinor: number;
                                name: string;
                                netMinor: number;
                                productId: string;
                                quantityMilli: number;
                                refundedMinor: number;
                                returnedMilli: number;
                                sku: string;
                                taxMinor: number;
                                totalMinor: number;
                            }[];
                            nextCursor?: string;
                            to: string;
                            updatedAt: string | null;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/products.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Totals by product, highest first, as a CSV file */
        get: {
            parameters: {
                query: {
                    cursor?: string;
                    from: string;
                    limit?: number;
                    sort?: "total" | "quantity" | "refunded";
                    to: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Totals by day, of the whole range, and of as many days before it */
        get: {
            parameters: {
                query: {
                    from: string;
                    to: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            currency: string;
                            days: {
                                date: string;
                                discountMinor: number;
                                netMinor: number;
                                refundCount: number;
                                refundedMinor: number;
                                roundingMinor: number;
                                saleCount: number;
                                taxMinor: number;
                                totalMinor: number;
                            }[];
                            from: string;
                            previous: {
                                from: string;
                                to: string;
                                totals: {
                                    averageBasketMinor: number | null;
                                    discountMinor: number;
                                    netMinor: number;
                                    refundCount: number;
                                    refundedMinor: number;
                                    roundingMinor: number;
                                    saleCount: number;
                                    taxMinor: number;
                                    totalMinor: number;
                                };
                            };
                            to: string;
                            totals: {
                                averageBasketMinor: number | null;
                                discountMinor: number;
                                netMinor: number;
                                refundCount: number;
                                refundedMinor: number;
                                roundingMinor: number;
                                saleCount: number;
                                taxMinor: number;
                                totalMinor: number;
                            };
                            updatedAt: string | null;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/summary.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Totals by day, of the whole range, and of as many days before it, as a CSV file */
        get: {
            parameters: {
                query: {
                    from: string;
                    to: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/taxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tax by class and rate */
        get: {
            parameters: {
                query: {
                    from: string;
                    to: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            currency: string;
                            from: string;
                            items: {
                                netMinor: number;
                                taxClass: string;
                                taxMinor: number;
                                taxRateBasisPoints: number;
                                totalMinor: number;
                            }[];
                            to: string;
                            updatedAt: string | null;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/taxes.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tax by class and rate, as a CSV file */
        get: {
            parameters: {
                query: {
                    from: string;
                    to: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/tenders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Payments by kind of tender */
        get: {
            parameters: {
                query: {
                    from: string;
                    to: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            currency: string;
                            from: string;
                            items: {
                                amountMinor: number;
                                kind: "cash" | "card" | "gift-card";
                                receivedCount: number;
                                receivedMinor: number;
                                refundedCount: number;
                                refundedMinor: number;
                            }[];
                            to: string;
                            updatedAt: string | null;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/tenders.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Payments by kind of tender, as a CSV file */
        get: {
            parameters: {
                query: {
                    from: string;
                    to: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Services, versions, and the last backup */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            backup: {
                                ageSeconds: number | null;
                                lastSuccessAt: string | null;
                                restorableUntil: string | null;
                                sizeBytes: number | null;
                                status: "ok" | "late" | "missing" | "failed" | "unknown";
                            };
                            checkedAt: string;
                            services: {
                                dependencies: {
                                    [key: string]: {
                                        error?: string;
                                        milliseconds: number;
                                        status: "ok" | "failed";
                                    };
                                };
                                service: string;
                                status: "ok" | "degraded" | "down";
                                uptimeSeconds: number | null;
                                version: string | null;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/transactions/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the transaction service runs */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            service: string;
                            /** @enum {string} */
                            status: "ok";
                            uptimeSeconds: number;
                            version: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/transactions/journal/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Recompute a register's journal, some thousand entries at a time */
        get: {
            parameters: {
                query: {
                    after?: number;
                    registerId: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            broken: {
                                entryNumber: number;
                                reason: string;
                            } | null;
                            complete: boolean;
                            hash: string;
                            registerId: string;
                            through: number;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/transactions/sales": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sales of the own store, those sold last first */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    customerId?: string;
                    flag?: "totals-differ" | "tenders-differ" | "clock-differs" | "approval-missing" | "shift-closed" | "no-shift";
                    from?: string;
                    kind?: "all" | "refunds";
                    limit?: number;
                    receiptNumber?: string;
                    registerId?: string;
                    shiftId?: string;
                    to?: string;
                    userId?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                approvals?: {
                                    approverId: string;
                                    permission: "sale:discount" | "sale:refund";
                                    reason: string;
                                    token?: string;
                                }[];
                                committedAt: string;
                                currency: string;
                                customerId?: string;
                                flags: ("totals-differ" | "tenders-differ" | "clock-differs" | "approval-missing" | "shift-closed" | "no-shift")[];
                                id: string;
                                lines: {
                                    category?: string;
                                    discountMinor: number;
                                    giftCardCode?: string;
                                    name: string;
                                    productId: string;
                                    quantityMilli: number;
                                    returnOf?: {
                                        lineNumber: number;
                                        saleId: string;
                                    };
                                    sku: string;
                                    taxClass: string;
                                    taxRateBasisPoints: number;
                                    unitPriceMinor: number;
                                }[];
                                receiptEmail?: string;
                                receiptNumber: string;
                                registerId: string;
                                roundingMinor?: number;
                                shiftId?: string;
                                soldAt: string;
                                storeId: string;
                                tenders: {
                                    amountMinor: number;
                                    changeMinor: number;
                                    kind: "cash" | "card" | "gift-card";
                                    paymentId?: string;
                                    tenderedMinor: number;
                                }[];
                                totals: {
                                    netMinor: number;
                                    taxMinor: number;
                                    totalMinor: number;
                                };
                                userId: string;
                            }[];
                            nextCursor?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        /** Commit a completed sale, refund or exchange; idempotent by its id, for ever */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        approvals?: {
                            approverId: string;
                            permission: "sale:discount" | "sale:refund";
                            reason: string;
                            token?: string;
                        }[];
                        currency: string;
                        customerId?: string;
                        id: string;
                        lines: {
                            category?: string;
                            discountMinor: number;
                            giftCardCode?: string;
                            name: string;
                            productId: string;
                            quantityMilli: number;
                            returnOf?: {
                                lineNumber: number;
                                saleId: string;
                            };
                            sku: string;
                            taxClass: string;
                            taxRateBasisPoints: number;
                            unitPriceMinor: number;
                        }[];
                        receiptEmail?: string;
                        registerId: string;
                        roundingMinor?: number;
                        shiftId?: string;
                        soldAt: string;
                        tenders: {
                            amountMinor: number;
                            changeMinor: number;
                            kind: "cash" | "card" | "gift-card";
                            paymentId?: string;
                            tenderedMinor: number;
                        }[];
                        totals: {
                            netMinor: number;
                            taxMinor: number;
                            totalMinor: number;
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            committedAt: string;
                            flags: ("totals-differ" | "tenders-differ" | "clock-differs" | "approval-missing" | "shift-closed" | "no-shift")[];
                            id: string;
                            receiptNumber: string;
                            totals: {
                                netMinor: number;
                                taxMinor: number;
                                totalMinor: number;
                            };
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            committedAt: string;
                            flags: ("totals-differ" | "tenders-differ" | "clock-differs" | "approval-missing" | "shift-closed" | "no-shift")[];
                            id: string;
                            receiptNumber: string;
                            totals: {
                                netMinor: number;
                                taxMinor: number;
                                totalMinor: number;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/transactions/sales/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One sale of the own store */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            approvals?: {
                                approverId: string;
                                permission: "sale:discount" | "sale:refund";
                                reason: string;
                                token?: string;
                            }[];
                            committedAt: string;
                            currency: string;
                            customerId?: string;
                            flags: ("totals-differ" | "tenders-differ" | "clock-differs" | "approval-missing" | "shift-closed" | "no-shift")[];
                            id: string;
                            lines: {
                                category?: string;
                                discountMinor: number;
                                giftCardCode?: string;
                                name: string;
                                productId: string;
                                quantityMilli: number;
                                returnOf?: {
                                    lineNumber: number;
                                    saleId: string;
                                };
                                sku: string;
                                taxClass: string;
                                taxRateBasisPoints: number;
                                unitPriceMinor: number;
                            }[];
                            receiptEmail?: string;
                            receiptNumber: string;
                            registerId: string;
                            roundingMinor?: number;
                            shiftId?: string;
                            soldAt: string;
                            storeId: string;
                            tenders: {
                                amountMinor: number;
                                changeMinor: number;
                                kind: "cash" | "card" | "gift-card";
                                paymentId?: string;
                                tenderedMinor: number;
                            }[];
                            totals: {
                                netMinor: number;
                                taxMinor: number;
                                totalMinor: number;
                            };
                            userId: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/transactions/sales/{id}/returnable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What of a sale of the own store may still be given back, and how its money may go back */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            lines: {
                                lineNumber: number;
                                returnableMilli: number;
                                returnedMilli: number;
                                returnedMinor: number;
                            }[];
                            returns: {
                                receiptNumber: string;
                                saleId: string;
                                soldAt: string;
                            }[];
                            sale: {
                                approvals?: {
                                    approverId: string;
                                    permission: "sale:discount" | "sale:refund";
                                    reason: string;
                                    token?: string;
                                }[];
                                committedAt: string;
                                currency: string;
                                customerId?: string;
                                flags: ("totals-differ" | "tenders-differ" | "clock-differs" | "approval-missing" | "shift-closed" | "no-shift")[];
                                id: string;
                                lines: {
                                    category?: string;
                                    discountMinor: number;
                                    giftCardCode?: string;
                                    name: string;
                                    productId: string;
                                    quantityMilli: number;
                                    returnOf?: {
                                        lineNumber: number;
                                        saleId: string;
                                    };
                                    sku: string;
                                    taxClass: string;
                                    taxRateBasisPoints: number;
                                    unitPriceMinor: number;
                                }[];
                                receiptEmail?: string;
                                receiptNumber: string;
                                registerId: string;
                                roundingMinor?: number;
                                shiftId?: string;
                                soldAt: string;
                                storeId: string;
                                tenders: {
                                    amountMinor: number;
                                    changeMinor: number;
                                    kind: "cash" | "card" | "gift-card";
                                    paymentId?: string;
                                    tenderedMinor: number;
                                }[];
                                totals: {
                                    netMinor: number;
                                    taxMinor: number;
                                    totalMinor: number;
                                };
                                userId: string;
                            };
                            tenders: {
                                kind: "cash" | "card" | "gift-card";
                                paidMinor: number;
                                paymentId?: string;
                                refundableMinor: number;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/transactions/shifts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shifts of the own store, those opened last first */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                    registerId?: string;
                    status?: "open" | "closed";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                closedAt?: string;
                                closedBy?: string;
                                closedByName?: string;
                                currency: string;
                                id: string;
                                openedAt: string;
                                openedBy: string;
                                openedByName: string;
                                openingFloatMinor: number;
                                registerId: string;
                                storeId: string;
                                zNumber?: number;
                            }[];
                            nextCursor?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        /** Open the register's shift; idempotent by its id */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id: string;
                        openingFloatMinor: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            closedAt?: string;
                            closedBy?: string;
                            closedByName?: string;
                            currency: string;
                            id: string;
                            openedAt: string;
                            openedBy: string;
                            openedByName: string;
                            openingFloatMinor: number;
                            registerId: string;
                            storeId: string;
                            zNumber?: number;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            closedAt?: string;
                            closedBy?: string;
                            closedByName?: string;
                            currency: string;
                            id: string;
                            openedAt: string;
                            openedBy: string;
                            openedByName: string;
                            openingFloatMinor: number;
                            registerId: string;
                            storeId: string;
                            zNumber?: number;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/transactions/shifts/{id}/cash-movements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write down cash put in or taken out, or that the drawer was opened; idempotent by its id */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        amountMinor: number;
                        id: string;
                        kind: "pay-in" | "pay-out" | "no-sale";
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            amountMinor: number;
                            id: string;
                            kind: "pay-in" | "pay-out" | "no-sale";
                            occurredAt: string;
                            reason: string;
                            shiftId: string;
                            userId: string;
                            userName: string;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            amountMinor: number;
                            id: string;
                            kind: "pay-in" | "pay-out" | "no-sale";
                            occurredAt: string;
                            reason: string;
                            shiftId: string;
                            userId: string;
                            userName: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/transactions/shifts/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close a shift with the count of its drawer; answers with its Z report, also when sent again */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        countedCashMinor: number;
                        denominations?: {
                            count: number;
                            valueMinor: number;
                        }[];
                        note?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            businessDay: string;
                            cash: {
                                expectedMinor: number;
                                noSaleCount: number;
                                openingFloatMinor: number;
                                payInCount: number;
                                payInMinor: number;
                                payOutCount: number;
                                payOutMinor: number;
                                salesMinor: number;
                            };
                            cashMovements: {
                                amountMinor: number;
                                id: string;
                                kind: "pay-in" | "pay-out" | "no-sale";
                                occurredAt: string;
                                reason: string;
                                shiftId: string;
                                userId: string;
                                userName: string;
                            }[];
                            countedCashMinor: number;
                            denominations?: {
                                count: number;
                                valueMinor: number;
                            }[];
                            differenceMinor: number;
                            figures: {
                                discountCount: number;
                                discountsMinor: number;
                                firstReceiptNumber?: string;
                                flaggedCount: number;
                                giftCardsSoldMinor: number;
                                lastReceiptNumber?: string;
                                refundCount: number;
                                returnedMinor: number;
                                roundingMinor: number;
                                saleCount: number;
                                soldMinor: number;
                                taxes: {
                                    grossMinor: number;
                                    netMinor: number;
                                    taxClass: string;
                                    taxMinor: number;
                                    taxRateBasisPoints: number;
                                }[];
                                tenders: {
                                    amountMinor: number;
                                    count: number;
                                    kind: "cash" | "card" | "gift-card";
                                    receivedMinor: number;
                                    refundedMinor: number;
                                }[];
                                totals: {
                                    netMinor: number;
                                    taxMinor: number;
                                    totalMinor: number;
                                };
                            };
                            gaps: {
                                from: string;
                                to: string;
                            }[];
                            grandTotalMinor: number;
                            id: string;
                            note?: string;
                            shift: {
                                closedAt?: string;
                                closedBy?: string;
                                closedByName?: string;
                                currency: string;
                                id: string;
                                openedAt: string;
                                openedBy: string;
                                openedByName: string;
                                openingFloatMinor: number;
                                registerId: string;
                                storeId: string;
                                zNumber?: number;
                            };
                            timeZone: string;
                            zNumber: number;
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            businessDay: string;
                            cash: {
                                expectedMinor: number;
                                noSaleCount: number;
                                openingFloatMinor: number;
                                payInCount: number;
                                payInMinor: number;
                                payOutCount: number;
                                payOutMinor: number;
                                salesMinor: number;
                            };
                            cashMovements: {
                                amountMinor: number;
                                id: string;
                                kind: "pay-in" | "pay-out" | "no-sale";
                                occurredAt: string;
                                reason: string;
                                shiftId: string;
                                userId: string;
                                userName: string;
                            }[];
                            countedCashMinor: number;
                            denominations?: {
                                count: number;
                                valueMinor: number;
                            }[];
                            differenceMinor: number;
                            figures: {
                                discountCount: number;
                                discountsMinor: number;
                                firstReceiptNumber?: string;
                                flaggedCount: number;
                                giftCardsSoldMinor: number;
                                lastReceiptNumber?: string;
                                refundCount: number;
                                returnedMinor: number;
                                roundingMinor: number;
                                saleCount: number;
                                soldMinor: number;
                                taxes: {
                                    grossMinor: number;
                                    netMinor: number;
                                    taxClass: string;
                                    taxMinor: number;
                                    taxRateBasisPoints: number;
                                }[];
                                tenders: {
                                    amountMinor: number;
                                    count: number;
                                    kind: "cash" | "card" | "gift-card";
                                    receivedMinor: number;
                                    refundedMinor: number;
                                }[];
                                totals: {
                                    netMinor: number;
                                    taxMinor: number;
                                    totalMinor: number;
                                };
                            };
                            gaps: {
                                from: string;
                                to: string;
                            }[];
                            grandTotalMinor: number;
                            id: string;
                            note?: string;
                            shift: {
                                closedAt?: string;
                                closedBy?: string;
                                closedByName?: string;
                                currency: string;
                                id: string;
                                openedAt: string;
                                openedBy: string;
                                openedByName: string;
                                openingFloatMinor: number;
                                registerId: string;
                                storeId: string;
                                zNumber?: number;
                            };
                            timeZone: string;
                            zNumber: number;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/transactions/shifts/{id}/x-report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an open shift holds now */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            cash: {
                                expectedMinor: number;
                                noSaleCount: number;
                                openingFloatMinor: number;
                                payInCount: number;
                                payInMinor: number;
                                payOutCount: number;
                                payOutMinor: number;
                                salesMinor: number;
                            };
                            cashMovements: {
                                amountMinor: number;
                                id: string;
                                kind: "pay-in" | "pay-out" | "no-sale";
                                occurredAt: string;
                                reason: string;
                                shiftId: string;
                                userId: string;
                                userName: string;
                            }[];
                            figures: {
                                discountCount: number;
                                discountsMinor: number;
                                firstReceiptNumber?: string;
                                flaggedCount: number;
                                giftCardsSoldMinor: number;
                                lastReceiptNumber?: string;
                                refundCount: number;
                                returnedMinor: number;
                                roundingMinor: number;
                                saleCount: number;
                                soldMinor: number;
                                taxes: {
                                    grossMinor: number;
                                    netMinor: number;
                                    taxClass: string;
                                    taxMinor: number;
                                    taxRateBasisPoints: number;
                                }[];
                                tenders: {
                                    amountMinor: number;
                                    count: number;
                                    kind: "cash" | "card" | "gift-card";
                                    receivedMinor: number;
                                    refundedMinor: number;
                                }[];
                                totals: {
                                    netMinor: number;
                                    taxMinor: number;
                                    totalMinor: number;
                                };
                            };
                            shift: {
                                closedAt?: string;
                                closedBy?: string;
                                closedByName?: string;
                                currency: string;
                                id: string;
                                openedAt: string;
                                openedBy: string;
                                openedByName: string;
                                openingFloatMinor: number;
                                registerId: string;
                                storeId: string;
                                zNumber?: number;
                            };
                            takenAt: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/transactions/shifts/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The register's open shift */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            cashMovements: {
                                amountMinor: number;
                                id: string;
                                kind: "pay-in" | "pay-out" | "no-sale";
                                occurredAt: string;
                                reason: string;
                                shiftId: string;
                                userId: string;
                                userName: string;
                            }[];
                            shift: {
                                closedAt?: string;
                                closedBy?: string;
                                closedByName?: string;
                                currency: string;
                                id: string;
                                openedAt: string;
                                openedBy: string;
                                openedByName: string;
                                openingFloatMinor: number;
                                registerId: string;
                                storeId: string;
                                zNumber?: number;
                            } | null;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/transactions/z-reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Z reports of the own store, those closed last first */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    from?: string;
                    limit?: number;
                    registerId?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                businessDay: string;
                                closedAt: string;
                                closedByName: string;
                                countedCashMinor: number;
                                currency: string;
                                differenceMinor: number;
                                expectedCashMinor: number;
                                id: string;
                                lateSaleCount: number;
                                registerId: string;
                                saleCount: number;
                                totals: {
                                    netMinor: number;
                                    taxMinor: number;
                                    totalMinor: number;
                                };
                                zNumber: number;
                            }[];
                            nextCursor?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/transactions/z-reports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A Z report of the own store, with the sales that arrived after it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                            detail?: string;
                            errors?: {
                                message: string;
                                path: string;
                            }[];
                            requestId: string;
                            status: number;
                            title: string;
                            type: string;
                        };
                    };
                };
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            report: {
                                businessDay: string;
                                cash: {
                                    expectedMinor: number;
                                    noSaleCount: number;
                                    openingFloatMinor: number;
                                    payInCount: number;
                                    payInMinor: number;
                                    payOutCount: number;
                                    payOutMinor: number;
                                    salesMinor: number;
                                };
                                cashMovements: {
                                    amountMinor: number;
                                    id: string;
                                    kind: "pay-in" | "pay-out" | "no-sale";
                                    occurredAt: string;
                                    reason: string;
                                    shiftId: string;
                                    userId: string;
                                    userName: string;
                                }[];
                                countedCashMinor: number;
                                denominations?: {
                                    count: number;
                                    valueMinor: number;
                                }[];
                                differenceMinor: number;
                                figures: {
                                    discountCount: number;
                                    discountsMinor: number;
                                    firstReceiptNumber?: string;
                                    flaggedCount: number;
                                    giftCardsSoldMinor: number;
                                    lastReceiptNumber?: string;
                                    refundCount: number;
                                    returnedMinor: number;
                                    roundingMinor: number;
                                    saleCount: number;
                                    soldMinor: number;
                                    taxes: {
                                        grossMinor: number;
                                        netMinor: number;
                                        taxClass: string;
                                        taxMinor: number;
                                        taxRateBasisPoints: number;
                                    }[];
                                    tenders: {
                                        amountMinor: number;
                                        count: number;
                                        kind: "cash" | "card" | "gift-card";
                                        receivedMinor: number;
                                        refundedMinor: number;
                                    }[];
                                    totals: {
                                        netMinor: number;
                                        taxMinor: number;
                                        totalMinor: number;
                                    };
                                };
                                gaps: {
                                    from: string;
                                    to: string;
                                }[];
                                grandTotalMinor: number;
                                id: string;
                                note?: string;
                                shift: {
                                    closedAt?: string;
                                    closedBy?: string;
                                    closedByName?: string;
                                    currency: string;
                                    id: string;
                                    openedAt: string;
                                    openedBy: string;
                                    openedByName: string;
                                    openingFloatMinor: number;
                                    registerId: string;
                                    storeId: string;
                                    zNumber?: number;
                                };
                                timeZone: string;
                                zNumber: number;
                            };
                            supplement?: {
                                discountCount: number;
                                discountsMinor: number;
                                firstReceiptNumber?: string;
                                flaggedCount: number;
                                giftCardsSoldMinor: number;
                                lastReceiptNumber?: string;
                                refundCount: number;
                                returnedMinor: number;
                                roundingMinor: number;
                                saleCount: number;
                                soldMinor: number;
                                taxes: {
                                    grossMinor: number;
                                    netMinor: number;
                                    taxClass: string;
                                    taxMinor: number;
                                    taxRateBasisPoints: number;
                                }[];
                                tenders: {
                                    amountMinor: number;
                                    count: number;
                                    kind: "cash" | "card" | "gift-card";
                                    receivedMinor: number;
                                    refundedMinor: number;
                                }[];
                                totals: {
                                    netMinor: number;
                                    taxMinor: number;
                                    totalMinor: number;
                                };
                            };
                        };
                    };
                };
            };
        };
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
    schemas: never;
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
