"""`/en/learning/`: what a person learns and teaches. The pages of courses are Wagtail's, below `/en/courses/`."""

from django.urls import include, path

from courses.views import (
    assignments,
    cohorts,
    desk,
    exports,
    feedback,
    groups,
    learner,
    learning,
    notes,
    own,
    paths,
    reviews,
)

app_name = "courses"

taught = [
    path("", desk.desk, name="desk"),
    path("learners/", desk.learners, name="learners"),
    path("learners/<int:pk>/", learner.learner, name="learner"),
    path("learners/<int:pk>/note/", learner.note, name="note-for"),
    path("learners/<int:pk>/waive/", learner.waive, name="waive"),
    path("questions/<int:pk>/", learner.answer, name="answer"),
    path("message/", groups.message, name="message"),
    path("learners.<str:kind>", exports.learners, name="export"),
    path("cohorts/new/", groups.new, name="cohort-new"),
    path("cohorts/<uuid:uuid>/", groups.cohort, name="cohort"),
    path("cohorts/<uuid:uuid>/edit/", groups.edit, name="cohort-edit"),
    path("cohorts/<uuid:uuid>/close/", groups.close, name="cohort-close"),
    path("cohorts/<uuid:uuid>/dates/", groups.add_date, name="date-add"),
    path("cohorts/<uuid:uuid>/dates/<uuid:date>/", groups.change_date, name="date-change"),
    path("cohorts/<uuid:uuid>/dates/<uuid:date>/drop/", groups.drop_date, name="date-drop"),
    path("cohorts/<uuid:uuid>/attendance/<uuid:date>/", groups.attendance, name="attendance"),
    path("cohorts/<uuid:uuid>/invite/", groups.invite, name="invite"),
    path("cohorts/<uuid:uuid>/link/", groups.renew_link, name="renew-link"),
    path("cohorts/<uuid:uuid>/invitations/<int:pk>/withdraw/", groups.withdraw, name="withdraw"),
    path("cohorts/<uuid:uuid>/facilitators/", groups.facilitators, name="facilitators"),
]

followed = [
    path("enrol/", learning.enrol, name="enrol"),
    path("edition/", learning.edition, name="edition"),
    path("leave/", learning.leave, name="leave"),
    path("pause/", learning.pause, name="pause"),
    path("resume/", learning.resume, name="resume"),
    path("alone/", cohorts.go_on_alone, name="alone"),
    path("staff/", cohorts.staff, name="staff"),
    path("cohorts/<uuid:uuid>/join/", cohorts.join, name="join"),
    path("cohorts/<uuid:uuid>/stop-waiting/", cohorts.stop_waiting, name="stop-waiting"),
    path("<uuid:item>/done/", learning.mark_done, name="done"),
    path("<uuid:item>/handed-in/", learning.hand_in, name="hand-in"),
    path("<uuid:item>/draft/", assignments.draft, name="work-draft"),
    path("<uuid:item>/hand-in/", assignments.hand_in, name="work-hand-in"),
    path("<uuid:item>/take-back/", assignments.take_back, name="work-take-back"),
    path("<uuid:item>/again/", assignments.again, name="work-again"),
    path("<uuid:item>/review/", reviews.claim, name="review-claim"),
    path("<uuid:item>/note/", notes.note, name="note"),
    path("<uuid:item>/question/", notes.question, name="question"),
    path("<uuid:item>/reflections/<uuid:block>/", notes.reflection, name="reflection"),
]

urlpatterns = [
    path("", own.learning, name="learning"),
    path("notes/", own.notes, name="notes"),
    path("transcript/", own.transcript, name="transcript"),
    path("calendar/", own.calendar, name="calendar"),
    path("teaching/", desk.teaching, name="teaching"),
    path("submissions/<uuid:key>/", assignments.submission, name="submission"),
    path(
        "submissions/<uuid:key>/files/<uuid:file>/<str:name>",
        assignments.submission_file,
        name="submission-file",
    ),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<uuid:key>/", reviews.review, name="review"),
    path("reviews/<uuid:key>/files/<int:number>/<str:name>", reviews.review_file, name="review-file"),
    path("teaching/feedback/", feedback.desk, name="feedback"),
    path("teaching/feedback.<str:kind>", feedback.export, name="feedback-export"),
    path("teaching/feedback/kept/", feedback.keep, name="feedback-keep"),
    path("teaching/feedback/<uuid:key>/", feedback.one, name="feedback-one"),
    path("teaching/feedback/<uuid:key>/extend/", feedback.extend, name="feedback-extend"),
    path("teaching/feedback/<uuid:key>/files/<uuid:file>/<str:name>", feedback.file, name="feedback-file"),
    path("teaching/<uuid:course>/", include(taught)),
    path("paths/<uuid:path>/follow/", paths.follow, name="path-follow"),
    path("paths/<uuid:path>/take-up/", paths.take_up, name="path-take-up"),
    path("paths/<uuid:path>/stop/", paths.stop, name="path-stop"),
    path("join/<str:code>/", cohorts.join_by_code, name="join-by-code"),
    path("<uuid:course>/", include(followed)),
]
