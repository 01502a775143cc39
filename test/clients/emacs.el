;;; What the tests ask of Emacs.  -*- lexical-binding: t -*-

(package-initialize)
(require 'cl-lib)
(require 'eglot)
(require 'json)

(defun n-wait (what ask)
  "Wait until ASK gives something, and give it; fail after 20 seconds and say WHAT never came."
  (let ((end (+ (float-time) 20)) answer)
    (while (and (not (setq answer (funcall ask))) (< (float-time) end))
      (accept-process-output nil 0.05))
    (or answer (error "never came: %s; messages: %s" what
                      (n-messages)))))

(defun n-open (file)
  "Open FILE as a user does, with its server at work."
  (find-file file)
  ;; A batch Emacs runs no idle timers and has no command loop.
  (run-hooks 'post-command-hook)
  (n-wait "a server" #'eglot-current-server)
  (flymake-start)
  (current-buffer))

(defun n-diagnostics ()
  "The diagnostics of the current buffer, as `LINE TEXT', with lines from 1."
  (mapcar (lambda (diagnostic)
            (format "%d %s" (line-number-at-pos (flymake-diagnostic-beg diagnostic))
                    (flymake-diagnostic-text diagnostic)))
          (flymake-diagnostics)))

(defun n-wait-for-diagnostics (count)
  "Wait until the current buffer has COUNT diagnostics, and give them."
  (n-wait (format "%d diagnostics" count)
          (lambda ()
            ;; Emacs tells of changes when it is idle, which a batch Emacs never is.
            (eglot--signal-textDocument/didChange)
            (and (= (length (flymake-diagnostics)) count) (list (n-diagnostics)))))
  (vconcat (n-diagnostics)))

(defun n-go (line text)
  "Put point at TEXT in LINE, from 1."
  (goto-char (point-min))
  (forward-line (1- line))
  (search-forward text (line-end-position))
  (goto-char (match-beginning 0)))

(defun n-hover ()
  "What ElDoc is told at point."
  (let (answer)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq answer text)))
    (substring-no-properties (n-wait "a hover" (lambda () answer)))))

(defun n-choose (text)
  "Choose the code action at point whose title has TEXT, and give all titles."
  (let (titles)
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt items &rest _)
                 (setq titles (mapcar #'car items))
                 (cl-find-if (lambda (title) (string-search text title)) titles)))
              (last-nonmenu-event t))
      (call-interactively #'eglot-code-actions))
    (vconcat titles)))

(defun n-server-pid ()
  "The process of the current buffer's server."
  (process-id (jsonrpc--process (eglot-current-server))))

(defun n-messages ()
  "What Emacs has told its user."
  (with-current-buffer (messages-buffer) (buffer-string)))

(defun n-report (ask)
  "Call ASK and write what it gives, or its error, as JSON where the tests read it; then quit as a user does."
  (let ((answer (condition-case failure
                    (list :answer (funcall ask))
                  (error (list :failure (error-message-string failure))))))
    (with-temp-file (getenv "LOOPWISE_ANSWER")
      (insert (json-serialize answer :null-object nil :false-object :json-false))))
  (kill-emacs))
